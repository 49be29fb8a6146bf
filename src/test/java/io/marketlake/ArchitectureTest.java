package io.marketlake;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.marketlake.job.Stage;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rooms of the house (docs/adr, README) and who may enter which. Tier: CI. */
class ArchitectureTest {
  private static final String ROOT = "io.marketlake.";
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.marketlake");

  /** A room and the others of marketlake that it may use. */
  private record Room(String name, Set<String> uses) {
    static Room of(String name, String... uses) {
      return new Room(name, Set.of(uses));
    }
  }

  private static final List<Room> ROOMS =
      List.of(
          Room.of("error"),
          Room.of("schema"),
          Room.of("job", "schema"),
          Room.of("feature", "schema", "error", "job"),
          Room.of("feature.text"),
          Room.of("bronze", "schema", "error", "job"),
          Room.of("silver", "schema", "error", "job", "feature"),
          Room.of("bars", "schema", "error", "job", "feature"),
          Room.of("gold", "schema", "error", "job", "feature"),
          Room.of("registry", "schema", "error", "feature", "delta"),
          Room.of("training", "schema", "error", "job", "feature", "registry"),
          Room.of("inference", "schema", "error", "job", "feature", "registry"),
          Room.of("alert", "schema", "error", "delta"),
          Room.of("grading", "schema", "error", "job", "feature", "registry", "delta", "alert"),
          Room.of("backtest", "schema", "feature"),
          Room.of("tracking", "error"),
          Room.of("kafka", "schema", "error"),
          Room.of("logstore"),
          Room.of("storage", "error", "logstore"),
          Room.of("delta", "schema", "error", "job", "logstore", "storage"),
          Room.of("reference", "schema", "error", "feature", "delta"),
          Room.of("lease", "error", "delta", "storage"),
          Room.of("simulate", "schema", "error"),
          Room.of("maintenance", "schema", "error", "job", "delta", "topology"),
          Room.of(
              "doctor",
              "schema",
              "error",
              "logstore",
              "storage",
              "delta",
              "lease",
              "quarantine",
              "erasure",
              "history",
              "registry",
              "silver",
              "topology"),
          Room.of("marts", "schema", "error", "job", "feature", "delta"),
          Room.of("quarantine", "schema", "error", "job", "delta", "topology"),
          Room.of("topology", "schema", "error", "job", "kafka", "delta", "lease", "storage"),
          Room.of(
              "history",
              "schema",
              "error",
              "job",
              "feature",
              "bars",
              "delta",
              "lease",
              "replay",
              "topology"),
          Room.of("quality", "schema", "error", "job", "silver", "delta"),
          Room.of("erasure", "schema", "error", "job", "delta", "lease", "topology"),
          Room.of("replay", "schema", "error", "kafka"),
          Room.of("report", "schema", "error", "delta"),
          Room.of("athena", "schema"),
          Room.of("report.draw"),
          Room.of("report.page", "report.draw"),
          Room.of("observe", "schema", "topology"));

  @TestFactory
  Stream<DynamicTest> aRoomUsesOnlyTheRoomsThatItMay() {
    return ROOMS.stream()
        .map(
            room ->
                DynamicTest.dynamicTest(
                    room.name(),
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage(ROOT + room.name() + "..")
                            .should()
                            .dependOnClassesThat(isOfMarketlakeButNot(room))
                            .check(MAIN)));
  }

  private static DescribedPredicate<JavaClass> isOfMarketlakeButNot(Room room) {
    String[] allowed =
        Stream.concat(Stream.of(room.name()), room.uses().stream())
            .map(name -> ROOT + name + "..")
            .toArray(String[]::new);
    return resideInAPackage("io.marketlake..")
        .and(DescribedPredicate.not(resideInAnyPackage(allowed)))
        .as("are of marketlake, but not of %s", Arrays.toString(allowed));
  }

  /** {@code app} puts everything together, and {@code config} fills every room's settings. */
  @Test
  void everyPackageIsARoomOfThePlan() {
    Set<String> known = ROOMS.stream().map(Room::name).collect(Collectors.toSet());
    known.addAll(Set.of("app", "config", "observe", "dashboard"));

    assertThat(packages())
        .allSatisfy(name -> assertThat(known).contains(name.replaceFirst("\\..*", "")));
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "app..")
        .check(MAIN);
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT + "app..", ROOT + "config..", ROOT + "observe..", ROOT + "dashboard..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "config..")
        .check(MAIN);
  }

  private static Set<String> packages() {
    return MAIN.stream()
        .map(c -> c.getPackageName().substring(ROOT.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void noPackagesDependOnEachOtherInACircle() {
    slices().matching("io.marketlake.(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void onlyKafkaSpeaksToKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "kafka..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "org.apache.spark.sql.kafka010..")
        .check(MAIN);
  }

  @Test
  void onlyDeltaSpeaksToDelta() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "delta..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.delta.tables..", "io.delta.exceptions..", "org.apache.spark.sql.delta..")
        .check(MAIN);
  }

  /** So that it can be lifted out: nothing of marketlake (see the rooms), and nothing of Spark. */
  @Test
  void theLogStoreKnowsHadoopAndDeltasStorageAlone() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "logstore..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.not(
                resideInAnyPackage(
                    "java..",
                    "org.apache.hadoop..",
                    "com.amazonaws..",
                    "io.delta.storage..",
                    "org.jspecify.annotations..",
                    "org.slf4j..",
                    ROOT + "logstore..")))
        .check(MAIN);
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "logstore..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.delta.storage..")
        .check(MAIN);
  }

  @Test
  void whatNeedsNoSparkKnowsNoSpark() {
    DescribedPredicate<JavaClass> ofSpark =
        resideInAnyPackage("org.apache.spark..", "scala..").as("are of Spark");
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + "error..",
            ROOT + "simulate..",
            ROOT + "backtest..",
            ROOT + "report.draw..",
            ROOT + "report.page..")
        .should()
        .dependOnClassesThat(ofSpark)
        .check(MAIN);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "feature..")
        .and(DescribedPredicate.not(simpleName("TextTerms").as("the stage over the texts")))
        .should()
        .dependOnClassesThat(ofSpark)
        .check(MAIN);
    noClasses()
        .that(
            simpleName("JsonEventParser")
                .or(simpleName("EventTimes"))
                .or(simpleName("ParsedEvent")))
        .should()
        .dependOnClassesThat(
            ofSpark.and(DescribedPredicate.not(resideInAPackage("org.apache.spark.sql.types.."))))
        .because("a parser needs no session; of Spark it knows the names of types")
        .check(MAIN);
  }

  @Test
  void everyPackageSaysWhatLivesThereAndIsNullMarked() {
    Set<String> marked =
        MAIN.stream()
            .filter(c -> c.getSimpleName().equals("package-info"))
            .filter(c -> c.isAnnotatedWith(NullMarked.class))
            .map(JavaClass::getPackageName)
            .map(name -> name.substring(ROOT.length()))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(marked).isEqualTo(packages());
  }

  @Test
  void aClassIsNamedAfterWhatItIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Helpers|Impl|Manager)$")
        .check(MAIN);
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..impl..")
        .check(MAIN);
    classes()
        .that()
        .haveSimpleNameEndingWith("Stage")
        .and()
        .areNotInterfaces()
        .should()
        .implement(Stage.class)
        .check(MAIN);
  }

  @Test
  void onlyTheLauncherAndAProofEndTheProcess() {
    noClasses()
        .that(DescribedPredicate.not(simpleName("Launcher").or(simpleName("HaltAt"))))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(MAIN);
  }

  @Test
  void nothingSleepsNorPrintsATraceNorLogsPastTheLog() {
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(MAIN);
    noClasses()
        .should()
        .callMethod(Throwable.class, "printStackTrace")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .check(MAIN);
  }
}
