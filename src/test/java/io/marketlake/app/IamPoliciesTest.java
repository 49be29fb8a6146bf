package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.Lake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The IAM policies of conf/iam: one a job, and none allows more than the design.
 *
 * <p>Tier: CI.
 */
class IamPoliciesTest {
  private static final String BUCKET = "arn:aws:s3:::BUCKET";
  private static final String LAKE = BUCKET + "/LAKE";
  private static final List<String> FOLDERS =
      List.of("bronze", "silver", "quarantine", "gold", "ops", "reference", "models");
  private static final List<String> LAYERS =
      List.of("bronze", "silver", "bars", "gold", "direction");

  /**
   * Jobs without a policy: one runs under those of its layers, one on a server of its own, and one
   * opens no lake though it knows what is in it.
   */
  private static final Set<String> WITHOUT = Set.of("stream", "demo", "athena");

  private static final Map<String, List<Statement>> POLICIES = new TreeMap<>();

  private record Statement(
      String effect, List<String> actions, List<String> resources, boolean isConditional) {
    boolean covers(String action, String resource) {
      return actions.contains(action)
          && resources.stream()
              .map(pattern -> Pattern.quote(pattern).replace("*", "\\E.*\\Q"))
              .anyMatch(resource::matches);
    }
  }

  @BeforeAll
  static void readAll() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf/iam"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        assertThat(name).endsWith(".json");
        JsonNode policy = new JsonMapper().readTree(file.toFile());
        assertThat(policy.path("Version").asText()).as(name).isEqualTo("2012-10-17");
        POLICIES.put(
            name.substring(0, name.length() - ".json".length()),
            StreamSupport.stream(policy.path("Statement").spliterator(), false)
                .map(IamPoliciesTest::statement)
                .toList());
      }
    }
  }

  private static Statement statement(JsonNode node) {
    assertThat(node.path("Sid").asText()).isNotEmpty();
    return new Statement(
        node.path("Effect").asText(),
        texts(node.path("Action")),
        texts(node.path("Resource")),
        node.path("Condition").path("StringLike").has("s3:prefix"));
  }

  private static List<String> texts(JsonNode list) {
    assertThat(list.isArray()).isTrue();
    assertThat(list).isNotEmpty();
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** The policies that let an action be done at a place of the lake. */
  private static Set<String> mayDo(String action, String place) {
    return POLICIES.entrySet().stream()
        .filter(
            policy ->
                policy.getValue().stream()
                    .anyMatch(statement -> statement.covers(action, LAKE + "/" + place)))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void eachJobThatOpensALakeHasOneAndNoOtherHas() {
    Set<String> jobs =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.marketlake")
                .stream()
                .filter(type -> type.tryGetMethod("main", String[].class).isPresent())
                .filter(
                    type ->
                        type.getTransitiveDependenciesFromSelf().stream()
                            .anyMatch(to -> to.getTargetClass().isEquivalentTo(Lake.class)))
                .map(JavaClass::getSimpleName)
                .map(name -> name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT))
                .filter(name -> !WITHOUT.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));

    assertThat(POLICIES.keySet()).isEqualTo(jobs);
  }

  @Test
  void theDocumentListsEach() throws IOException {
    String document = Files.readString(Path.of("docs/s3.md"));

    assertThat(POLICIES.keySet()).allSatisfy(name -> assertThat(document).contains("| `" + name));
  }

  @Test
  void noneHasAnActionOfAllKindsOrAPlaceOutsideOfTheLake() {
    POLICIES.forEach(
        (name, statements) ->
            assertThat(statements)
                .as(name)
                .allSatisfy(
                    statement -> {
                      assertThat(statement.effect()).isEqualTo("Allow");
                      assertThat(statement.actions())
                          .isSubsetOf(
                              "s3:GetBucketLocation",
                              "s3:ListBucket",
                              "s3:GetObject",
                              "s3:PutObject",
                              "s3:DeleteObject",
                              "s3:AbortMultipartUpload");
                      boolean isOfTheBucket =
                          statement.resources().equals(List.of(BUCKET))
                              && (statement.isConditional()
                                  || statement.actions().equals(List.of("s3:GetBucketLocation")));
                      assertThat(statement.resources())
                          .allMatch(
                              resource ->
                                  isOfTheBucket
                                      || resource.equals(LAKE)
                                      || resource.startsWith(LAKE + "/"));
                    }));
  }

  @Test
  void aTableIsWrittenByItsLayerAndByBackfillReplayMaintainAndEraseAlone() {
    assertThat(mayDo("s3:PutObject", "bronze/events/a.parquet"))
        .containsExactly("backfill", "bronze", "erase", "maintain", "replay-quarantine");
    assertThat(mayDo("s3:PutObject", "silver/ticks/_delta_log/0.json"))
        .containsExactly("backfill", "erase", "maintain", "replay-quarantine", "silver");
    // A feed's table may have any name, so silver may write all of the folder.
    for (String table : List.of("bars", "windows", "late", "bar_states")) {
      assertThat(mayDo("s3:PutObject", "silver/" + table + "/_delta_log/0.json"))
          .containsExactly(
              "backfill", "bars", "erase", "maintain", "rebuild", "replay-quarantine", "silver");
      assertThat(mayDo("s3:DeleteObject", "silver/" + table + "/_delta_log/0.json"))
          .containsExactly(
              "backfill", "bars", "erase", "maintain", "rebuild", "replay-quarantine", "silver");
    }
    assertThat(mayDo("s3:PutObject", "quarantine/events/a.parquet"))
        .containsExactly("backfill", "erase", "maintain", "silver");
    assertThat(mayDo("s3:PutObject", "reference/companies/a.parquet"))
        .containsExactly("maintain", "reference");
    assertThat(mayDo("s3:PutObject", "gold/sentiment/a.parquet"))
        .containsExactly("erase", "gold", "maintain", "replay-quarantine");
    assertThat(mayDo("s3:PutObject", "gold/direction/a.parquet"))
        .containsExactly("direction", "erase", "maintain");
    assertThat(mayDo("s3:PutObject", "gold/model_quality/a.parquet"))
        .containsExactly("erase", "maintain", "quality");
    assertThat(mayDo("s3:PutObject", "gold/alerts/a.parquet"))
        .containsExactly("erase", "maintain", "marts", "quality");
    assertThat(mayDo("s3:PutObject", "gold/rule_counts/a.parquet"))
        .containsExactly("backfill", "erase", "maintain", "silver");
    // A mart of a user's own is to be added to the policy.
    SettingsLoader.load(Optional.empty(), Map.of(), Map.of()).settings().marts().marts().stream()
        .map(mart -> mart.table().path())
        .forEach(
            mart ->
                assertThat(mayDo("s3:PutObject", mart + "/_delta_log/0.json"))
                    .as(mart)
                    .containsExactly("erase", "maintain", "marts"));
    assertThat(mayDo("s3:PutObject", "ops/removals/a.parquet"))
        .containsExactly("erase", "maintain");
    assertThat(mayDo("s3:PutObject", "ops/model_aliases/a.parquet"))
        .containsExactly("erase", "maintain", "models", "train");
    assertThat(mayDo("s3:PutObject", "models/sentiment/1/manifest.json")).containsExactly("train");
  }

  @Test
  void dataFilesAreDeletedByMaintainAndEraseAloneAndModelsByNobody() {
    // The company reference has no person's records.
    Map<String, Set<String>> other = Map.of("models", Set.of(), "reference", Set.of("maintain"));
    for (String folder : FOLDERS) {
      assertThat(mayDo("s3:DeleteObject", folder + "/table/a.parquet"))
          .as(folder)
          .isEqualTo(other.getOrDefault(folder, Set.of("erase", "maintain")));
    }
  }

  @Test
  void theStateOfALayerIsWrittenByThatLayerAlone() {
    for (String layer : LAYERS) {
      for (String place :
          List.of("assignments/" + layer + "/ticks", "checkpoints/" + layer + "-1/offsets/0")) {
        assertThat(mayDo("s3:PutObject", "_marketlake/" + place)).containsExactly(layer);
        assertThat(mayDo("s3:DeleteObject", "_marketlake/" + place))
            .containsExactlyInAnyOrder(layer, "maintain");
      }
      Set<String> holders = new TreeSet<>(Set.of(layer, "erase", "maintain"));
      if (layer.equals("bars")) {
        holders.add("rebuild");
      }
      assertThat(mayDo("s3:PutObject", "_marketlake/leases/units/" + layer + "/ticks/1"))
          .isEqualTo(holders);
    }
  }

  @Test
  void theSimulatorWritesItsStateAndDoctorTheProbeAndAQueryNothing() {
    Set<String> probing = new TreeSet<>(POLICIES.keySet());
    probing.removeAll(
        Set.of(
            "alerts",
            "backtest",
            "check",
            "evaluate",
            "feeds",
            "leak-check",
            "quarantine",
            "query",
            "report"));
    assertThat(mayDo("s3:PutObject", "_marketlake/.conditional-write-1")).isEqualTo(probing);
    assertThat(mayDo("s3:DeleteObject", "_marketlake/.conditional-write-1")).isEqualTo(probing);
    assertThat(mayDo("s3:PutObject", "_marketlake/simulator.json")).containsExactly("simulate");
    assertThat(mayDo("s3:PutObject", "_marketlake/lake.json"))
        .doesNotContain(
            "alerts",
            "backtest",
            "check",
            "doctor",
            "evaluate",
            "feeds",
            "leak-check",
            "quarantine",
            "query",
            "report",
            "simulate");
  }

  @Test
  void aLayerReadsTheOneBeforeItAndTheSimulatorNoTable() {
    assertThat(mayDo("s3:GetObject", "bronze/events/a.parquet"))
        .containsExactly(
            "backfill",
            "bronze",
            "check",
            "doctor",
            "erase",
            "feeds",
            "maintain",
            "quarantine",
            "query",
            "replay-quarantine",
            "report",
            "silver");
    assertThat(mayDo("s3:GetObject", "silver/posts/a.parquet"))
        .containsExactly(
            "backfill",
            "backtest",
            "bars",
            "check",
            "direction",
            "doctor",
            "erase",
            "gold",
            "maintain",
            "marts",
            "quality",
            "query",
            "rebuild",
            "reference",
            "replay-quarantine",
            "report",
            "silver",
            "train");
    assertThat(mayDo("s3:GetObject", "reference/companies/a.parquet"))
        .containsExactly(
            "backfill",
            "check",
            "doctor",
            "maintain",
            "marts",
            "query",
            "reference",
            "replay-quarantine",
            "report",
            "silver");
    assertThat(mayDo("s3:GetObject", "models/sentiment/1/manifest.json"))
        .containsExactly(
            "backtest",
            "direction",
            "doctor",
            "evaluate",
            "gold",
            "maintain",
            "models",
            "quality",
            "replay-quarantine",
            "report",
            "train");
  }
}
