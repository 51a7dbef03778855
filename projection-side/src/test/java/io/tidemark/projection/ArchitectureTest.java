package io.tidemark.projection;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Projection;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rules of the projection side that a build can keep. */
final class ArchitectureTest {

  private static final String[] FEATURES = {
    "io.tidemark.projection.booking",
    "io.tidemark.projection.calling",
    "io.tidemark.projection.complaint",
    "io.tidemark.projection.staff",
    "io.tidemark.projection.provider"
  };

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.tidemark.projection");

  @Test
  void features_are_pure() {
    classes()
        .that()
        .resideInAnyPackage(FEATURES)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.util",
            "java.time..",
            "java.math",
            "java.nio.charset",
            "org.jspecify..",
            "io.tidemark.events..",
            "io.tidemark.projection.engine",
            "io.tidemark.projection.booking",
            "io.tidemark.projection.calling",
            "io.tidemark.projection.complaint",
            "io.tidemark.projection.staff",
            "io.tidemark.projection.provider")
        .check(classes);
    noClasses()
        .that()
        .resideInAnyPackage(FEATURES)
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Random.class)
        .check(classes);
    fields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(FEATURES)
        .should()
        .beFinal()
        .check(classes);
  }

  @Test
  void features_do_not_know_each_other_but_for_the_workload_of_staff() {
    slices()
        .matching("io.tidemark.projection.(booking|calling|complaint|provider)..")
        .should()
        .notDependOnEachOther()
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("io.tidemark.projection.staff")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tidemark.projection.booking",
            "io.tidemark.projection.calling",
            "io.tidemark.projection.complaint",
            "io.tidemark.projection.provider")
        .check(classes);
  }

  @Test
  void the_engine_knows_no_feature() {
    noClasses()
        .that()
        .resideInAnyPackage("io.tidemark.projection.engine", "io.tidemark.projection.deadletter")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(FEATURES)
        .check(classes);
  }

  @Test
  void only_the_engine_its_dead_letters_the_rebuild_and_requests_touch_the_database() {
    noClasses()
        .that(
            not(
                resideInAPackage("io.tidemark.projection.engine")
                    .or(resideInAPackage("io.tidemark.projection.deadletter"))
                    .or(resideInAPackage("io.tidemark.projection.rebuild"))
                    .or(resideInAPackage("io.tidemark.projection.request"))
                    .or(resideInAPackage("io.tidemark.projection.trust"))
                    .or(resideInAPackage("io.tidemark.projection.cli"))
                    .or(resideInAPackage("io.tidemark.projection"))))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..")
        .check(classes);
  }

  @Test
  void the_sides_do_not_know_each_other() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.tidemark.query..", "io.tidemark.command..")
        .check(classes);
  }

  @Test
  void entities_are_records_and_projections_are_final() {
    classes()
        .that(assignableTo(Entity.class))
        .and()
        .areNotInterfaces()
        .should()
        .beRecords()
        .check(classes);
    classes()
        .that(assignableTo(Projection.class))
        .and()
        .areNotInterfaces()
        .should()
        .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
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
