package io.jackdaw;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The map of ARCHITECTURE.md, kept true: arrows point down only, and each library has one door. */
class ArchitectureTest {
  private static final String ROOT = "io.jackdaw.";

  /** From top to bottom; packages on one line do not see each other. */
  private static final List<List<String>> LAYERS =
      List.of(
          List.of("cli"),
          List.of("node"),
          List.of("console"),
          List.of("zookeeper", "kafka"),
          List.of("log", "consensus"),
          List.of("security"),
          List.of("net"),
          List.of("disk", "time", "metrics"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.jackdaw");

  @Test
  void arrowsPointDownOnly() {
    for (int layer = 0; layer < LAYERS.size(); layer++) {
      for (String name : LAYERS.get(layer)) {
        String[] forbidden =
            LAYERS.subList(0, layer + 1).stream()
                .flatMap(List::stream)
                .filter(other -> !other.equals(name))
                .map(ArchitectureTest::inside)
                .toArray(String[]::new);
        if (forbidden.length > 0) {
          noClasses()
              .that(resideInAnyPackage(inside(name)))
              .should()
              .dependOnClassesThat(resideInAnyPackage(forbidden))
              .allowEmptyShould(true)
              .check(CLASSES);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          io.netty..                                  | net
          org.apache.jute..                           | zookeeper.wire
          org.apache.zookeeper.proto..                | zookeeper.wire
          org.apache.kafka.common.record..            | log,kafka.wire,kafka.partition,kafka.coordinator,kafka.api,kafka.telemetry
          org.xerial.snappy..                         | zookeeper.apache
          com.google.re2j..                           | kafka.group.consumer
          picocli..                                   | cli
          org.jline..                                 | cli
          com.fasterxml.jackson..                     | kafka.metadata,cli,console
          """)
  void eachLibraryHasItsDoor(String library, String doors) {
    noClasses()
        .that(
            resideOutsideOfPackages(
                Stream.of(doors.split(",")).map(ArchitectureTest::inside).toArray(String[]::new)))
        .should()
        .dependOnClassesThat(resideInAnyPackage(library))
        .check(CLASSES);
  }

  @Test
  void timeIsReadInOnePlace() {
    noClasses()
        .that(resideOutsideOfPackages(inside("time"), inside("cli")))
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(CLASSES);
  }

  @Test
  void systemPropertiesAreReadAtTheTopOnly() {
    noClasses()
        .that(resideOutsideOfPackages(inside("node"), inside("cli")))
        .should()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class, String.class)
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatLivesInIt() throws Exception {
    Path sources = Path.of("src/main/java/io/jackdaw");
    try (Stream<Path> directories = Files.walk(sources)) {
      Assertions.assertThat(
              directories
                  .filter(Files::isDirectory)
                  .filter(ArchitectureTest::holdsClasses)
                  .filter(directory -> !Files.exists(directory.resolve("package-info.java"))))
          .isEmpty();
    }
  }

  private static boolean holdsClasses(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String inside(String name) {
    return ROOT + name + "..";
  }
}
