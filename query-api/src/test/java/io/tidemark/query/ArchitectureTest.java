package io.tidemark.query;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RestController;

/** The module's rules. */
class ArchitectureTest {

  private static final String[] FEATURES = {
    "io.tidemark.query.operations..",
    "io.tidemark.query.system..",
    "io.tidemark.query.deadletter..",
    "io.tidemark.query.calling..",
    "io.tidemark.query.provider..",
    "io.tidemark.query.trust..",
  };

  private static final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.tidemark.query");

  @Test
  void reads_tables_never_projection_classes() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tidemark.projection..", "io.tidemark.command..", "org.axonframework..")
        .check(classes);
  }

  @Test
  void features_do_not_know_each_other() {
    for (String feature : FEATURES) {
      String[] others =
          Arrays.stream(FEATURES).filter(other -> !other.equals(feature)).toArray(String[]::new);
      noClasses()
          .that(resideInAnyPackage(feature))
          .should()
          .dependOnClassesThat(resideInAnyPackage(others))
          .check(classes);
    }
    noClasses()
        .that(not(resideInAnyPackage(FEATURES)))
        .should()
        .dependOnClassesThat(resideInAnyPackage(FEATURES))
        .check(classes);
  }

  @Test
  void packages_form_no_cycle() {
    slices().matching("io.tidemark.query.(*)..").should().beFreeOfCycles().check(classes);
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
  void money_and_figures_are_never_binary_fractions() {
    noFields()
        .should()
        .haveRawType(double.class)
        .orShould()
        .haveRawType(float.class)
        .check(classes);
    methods()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage("io.tidemark.query.operations..")
        .should()
        .notHaveRawReturnType(double.class)
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
