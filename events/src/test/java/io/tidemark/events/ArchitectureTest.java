package io.tidemark.events;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.tidemark.events");

  @Test
  void the_contracts_depend_on_the_jdk_and_the_json_tokenizer_only() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.tidemark.events..", "java..", "tools.jackson.core..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void nothing_here_does_input_or_output() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.net.http..", "java.sql..")
        .check(CLASSES);
  }

  @Test
  void features_do_not_know_each_other() {
    slices().matching("io.tidemark.events.(*)..").should().notDependOnEachOther().check(CLASSES);
  }

  @Test
  void events_are_records() {
    classes()
        .that()
        .implement(Event.class)
        .and()
        .areNotInterfaces()
        .should()
        .beRecords()
        .andShould()
        .bePublic()
        .check(CLASSES);
  }

  @Test
  void nothing_is_counted_in_binary_fractions() {
    for (Class<?> inexact : List.of(float.class, double.class, Float.class, Double.class)) {
      noFields().should().haveRawType(inexact).check(CLASSES);
    }
  }

  @Test
  void classes_are_final() {
    classes()
        .that()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .and()
        .areNotAnonymousClasses()
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(CLASSES);
  }

  @Test
  void names_say_what_a_class_is() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Helper|Manager|Dto|Mapper)")
        .check(CLASSES);
  }
}
