package io.longpole.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md, held. */
class ArchitectureTest {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.longpole");

  @Test
  void allModulesAreSeen() {
    for (String module : new String[] {"proto", "analyzer", "collector", "query", "deploy"}) {
      assertThat(ALL.stream().anyMatch(c -> c.getPackageName().startsWith("io.longpole." + module)))
          .as(module)
          .isTrue();
    }
  }

  @Test
  void analyzerIsPure() {
    classes()
        .that()
        .resideInAPackage("io.longpole.analyzer..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.longpole.analyzer..",
            "java.lang",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "java.util.regex",
            "java.math",
            "java.nio.charset",
            "java.security",
            "org.jspecify.annotations")
        .check(ALL);
    noClasses()
        .that()
        .resideInAPackage("io.longpole.analyzer..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .accessClassesThat()
        .belongToAnyOf(Thread.class, java.util.Random.class, java.util.Timer.class)
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(ALL);
  }

  @Test
  void collectorSeesTheAnalyzerOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.longpole.collector..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.longpole.query..", "io.longpole.deploy..")
        .check(ALL);
  }

  @Test
  void querySeesOfTheCollectorOnlyTheRecordLog() {
    noClasses()
        .that()
        .resideInAPackage("io.longpole.query..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.longpole.deploy..",
            "io.longpole.collector.otlp..",
            "io.longpole.collector.wire..",
            "io.longpole.collector.file..")
        .check(ALL);
  }

  @Test
  void eachHeavyLibraryHasOnePackage() {
    onlyIn("net.openhft..", "io.longpole.collector.log..");
    onlyIn("org.apache.lucene..", "io.longpole.query.index..");
    onlyIn("picocli..", "io.longpole.query.cli..", "io.longpole.deploy..");
    onlyIn("com.linecorp.armeria..", "io.longpole.collector.otlp..", "io.longpole.query.api..");
  }

  /** Benchmarks see all; what is measured must not know of them. */
  @Test
  void nobodySeesTheBenchmarks() {
    noClasses()
        .that()
        .resideInAPackage("io.longpole..")
        .and()
        .resideOutsideOfPackage("io.longpole.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.longpole.bench..", "org.openjdk.jmh..")
        .check(ALL);
  }

  private static void onlyIn(String library, String... homes) {
    noClasses()
        .that()
        .resideInAPackage("io.longpole..")
        .and()
        .resideOutsideOfPackages(homes)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(true)
        .check(ALL);
  }
}
