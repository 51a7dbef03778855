package io.tidemark.command;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateRoot;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RestController;

/** The module's rules. */
class ArchitectureTest {

  private static final String[] FEATURES = {
    "io.tidemark.command.booking..",
    "io.tidemark.command.complaint..",
    "io.tidemark.command.provider..",
    "io.tidemark.command.calling..",
    "io.tidemark.command.ingest..",
  };

  private static final DescribedPredicate<JavaClass> AGGREGATES =
      describe(
          "aggregates",
          type ->
              type.getFields().stream()
                  .anyMatch(field -> field.isAnnotatedWith(AggregateIdentifier.class)));

  private static final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.tidemark.command");

  @Test
  void the_sides_do_not_know_each_other() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.tidemark.query..", "io.tidemark.projection..")
        .check(classes);
  }

  @Test
  void features_do_not_know_each_other() {
    slices()
        .matching("io.tidemark.command.(booking|complaint|provider|calling|ingest)..")
        .should()
        .notDependOnEachOther()
        .check(classes);
    noClasses()
        .that(not(resideInAnyPackage(FEATURES)))
        .and()
        .areNotAssignableTo(CommandConfiguration.class)
        .should()
        .dependOnClassesThat(resideInAnyPackage(FEATURES))
        .check(classes);
  }

  @Test
  void packages_form_no_cycle() {
    slices().matching("io.tidemark.command.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void an_aggregate_decides_by_what_it_knows_alone() {
    classes()
        .that(AGGREGATES)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "java.time..",
            "java.math",
            "org.jspecify..",
            "org.axonframework..",
            "io.tidemark.events..",
            "io.tidemark.command..")
        .andShould()
        .haveModifier(JavaModifier.FINAL)
        .andShould()
        .beAnnotatedWith(AggregateRoot.class) // which names its type, whatever its class is called
        .check(classes);
    noClasses()
        .that(AGGREGATES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tidemark.command.http", "io.tidemark.command.store", "io.tidemark.command.relay")
        .check(classes);
  }

  @Test
  void commands_are_records() {
    classes()
        .that(assignableTo(Command.class))
        .and()
        .areNotInterfaces()
        .should()
        .beRecords()
        .check(classes);
  }

  @Test
  void only_the_relay_and_ingestion_speak_to_kafka() {
    noClasses()
        .that(
            not(resideInAnyPackage("io.tidemark.command.relay..", "io.tidemark.command.ingest..")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka.clients..", "org.springframework.kafka..")
        .check(classes);
  }

  @Test
  void endpoints_are_package_private_and_final() {
    classes()
        .that()
        .areAnnotatedWith(RestController.class)
        .should()
        .bePackagePrivate()
        .andShould()
        .haveModifier(JavaModifier.FINAL)
        .andShould()
        .haveSimpleNameEndingWith("Endpoint")
        .check(classes);
  }

  @Test
  void money_is_never_a_binary_fraction() {
    noFields()
        .that()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackage("io.tidemark.command.relay..") // which measures, and has no money
        .should()
        .haveRawType(double.class)
        .orShould()
        .haveRawType(float.class)
        .check(classes);
  }

  @Test
  void the_time_comes_from_an_injected_clock() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(classes);
  }

  @Test
  void json_is_jackson_3_and_rows_need_no_mapper() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.fasterxml.jackson.databind..",
            "com.fasterxml.jackson.core..",
            "jakarta.persistence..",
            "org.springframework.jdbc.core..")
        .check(classes);
  }

  @Test
  void names_say_what_a_class_is() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Helper|Manager|Dto|Mapper)")
        .check(classes);
  }
}
