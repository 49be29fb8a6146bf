package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * scripts/athena-register.sh against a stand-in for the aws command, which remembers what it was
 * told as Athena and Glue would. Amazon itself is not asked.
 *
 * <p>Tier: CI.
 */
class AthenaRegisterTest {
  private static final String LAKE = "s3://bucket/some/lake";

  private static final Predicate<String> FEW =
      Pattern.compile(
              "(database|sentiment(_challenger)?|rule_counts|symbol_day|.*(mood|challenger)_by_day"
                  + "|(sentiment(_challenger)?|rule_counts|symbol_day)_utc|sentiment_by_day)\\.sql")
          .asMatchPredicate();

  @TempDir private Path folder;
  private Path state;
  private Path few;

  @BeforeEach
  void makeAwsCommand() throws IOException {
    state = Files.createDirectories(folder.resolve("state"));
    for (String part : List.of("statements", "glue", "named", "absent", "lacking")) {
      Files.createDirectories(state.resolve(part));
    }
    Path aws = Files.createDirectories(folder.resolve("bin")).resolve("aws");
    Files.copy(Path.of("src/test/resources/athena/aws.sh"), aws);
    assertThat(aws.toFile().setExecutable(true)).isTrue();
    few = copyOf(Path.of("athena"), folder.resolve("few"), FEW);
  }

  private static Path copyOf(Path from, Path to, Predicate<String> which) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        if (!file.toString().endsWith(".sql") || which.test(file.getFileName().toString())) {
          Files.copy(file, to.resolve(from.relativize(file)));
        }
      }
    }
    return to;
  }

  /** Registers a few tables, with the views and queries on them. */
  private Scripts.Result run(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--lake", LAKE, "--results", "s3://bucket/results", "--files", few.toString()));
    arguments.addAll(List.of(more));
    return runWith(arguments);
  }

  private Scripts.Result runWith(List<String> arguments) {
    return Scripts.run(
        Map.of(
            "PATH",
            folder.resolve("bin") + ":" + System.getenv("PATH"),
            "AWS_STATE",
            state.toString(),
            "ATHENA_POLL_SECONDS",
            "0"),
        "scripts/athena-register.sh",
        arguments);
  }

  /** The statements that Athena was told to run, in their order. */
  private List<String> statements() throws IOException {
    List<String> statements = new ArrayList<>();
    for (int i = 1; Files.exists(state.resolve("statements/" + i)); i++) {
      statements.add(Files.readString(state.resolve("statements/" + i)));
    }
    return statements;
  }

  private static List<String> names(Path part) throws IOException {
    try (Stream<Path> files = Files.list(part)) {
      return files.map(f -> f.getFileName().toString().replace(".sql", "")).sorted().toList();
    }
  }

  @Test
  void savedQueriesOfAnotherDatabaseStay() throws IOException {
    Files.writeString(state.resolve("named/other-sentiment_by_day"), "SELECT 1");

    Scripts.Result result = run();

    assertThat(result.status()).as(result.output()).isZero();
    assertThat(Files.readString(state.resolve("named/other-sentiment_by_day")))
        .isEqualTo("SELECT 1");
    assertThat(Files.readString(state.resolve("named/sentiment_by_day"))).startsWith("SELECT day");
  }

  @Test
  void everythingIsRegisteredInAnOrderThatAthenaTakes() throws IOException {
    Path athena = Path.of("athena");
    Scripts.Result result = runWith(List.of("--lake", LAKE, "--results", "s3://bucket/results"));

    assertThat(result.status()).as(result.output()).isZero();
    List<String> statements = statements();
    assertThat(statements.get(0)).isEqualTo("CREATE DATABASE IF NOT EXISTS marketlake");
    assertThat(statements)
        .contains(
            "CREATE EXTERNAL TABLE marketlake.sentiment LOCATION '"
                + LAKE
                + "/gold/sentiment/'"
                + " TBLPROPERTIES ('table_type'='DELTA')");
    assertThat(statements)
        .hasSize(
            1 + names(athena.resolve("tables")).size() + names(athena.resolve("views")).size());
    assertThat(statements).noneMatch(s -> s.contains("YOUR-BUCKET") || s.contains("--"));
    List<String> made =
        statements.stream()
            .map(s -> s.replaceAll("(?s)^CREATE [^.]*\\.([a-z0-9_]+).*", "$1"))
            .toList();
    assertThat(made.indexOf("mood_by_day")).isGreaterThan(made.indexOf("sentiment_utc"));
    assertThat(made.indexOf("sentiment_utc")).isGreaterThan(made.indexOf("sentiment"));
    assertThat(state.resolve("named").toFile().list())
        .hasSameSizeAs(names(athena.resolve("queries")));
    assertThat(Files.readString(state.resolve("named/sentiment_by_day"))).startsWith("SELECT day");
    JsonNode workgroup = new JsonMapper().readTree(state.resolve("workgroup.json").toFile());
    assertThat(
            workgroup
                .path("Configuration")
                .path("ResultConfiguration")
                .path("OutputLocation")
                .asText())
        .isEqualTo("s3://bucket/results/");
  }

  @Test
  void anotherDatabaseLeavesThePlaceOfTheLakeAlone() throws IOException {
    Scripts.Result result =
        runWith(
            List.of(
                "--lake",
                "s3://acme-marketlake/marketlake",
                "--results",
                "s3://bucket/results",
                "--files",
                few.toString(),
                "--database",
                "analytics"));

    assertThat(result.status()).as(result.output()).isZero();
    assertThat(statements())
        .contains(
            "CREATE EXTERNAL TABLE analytics.sentiment LOCATION"
                + " 's3://acme-marketlake/marketlake/gold/sentiment/'"
                + " TBLPROPERTIES ('table_type'='DELTA')");
  }

  @Test
  void aSecondRunRegistersNoTableAndSavesNoQueryTwice() throws IOException {
    run();
    int before = statements().size();
    Scripts.Result second = run();

    assertThat(second.status()).as(second.output()).isZero();
    assertThat(second.output())
        .contains(
            "table sentiment: there, with the columns of this release",
            "query sentiment_by_day: saved again");
    assertThat(statements().subList(before, statements().size()))
        .noneMatch(s -> s.contains(" TABLE "));
    assertThat(state.resolve("named").toFile().list()).hasSameSizeAs(names(few.resolve("queries")));
  }

  @Test
  void aTableThatGlueKnowsWithOtherColumnsWithNoneOrElsewhereIsRegisteredAnew() throws IOException {
    run();
    int before = statements().size();
    Path columns = state.resolve("glue/sentiment.columns");
    Files.writeString(columns, Files.readString(columns).replace("context\t", ""));
    Files.writeString(
        state.resolve("glue/rule_counts.location"), "s3://bucket/elsewhere/gold/rule_counts/");
    Path none = Files.writeString(state.resolve("glue/symbol_day.columns"), "");

    Scripts.Result result = run();

    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output())
        .contains("table sentiment: registered anew", "table rule_counts: registered anew");
    assertThat(statements().subList(before, statements().size()))
        .filteredOn(s -> s.contains(" TABLE "))
        .satisfiesExactly(
            s -> assertThat(s).isEqualTo("DROP TABLE IF EXISTS `marketlake`.`rule_counts`"),
            s -> assertThat(s).startsWith("CREATE EXTERNAL TABLE marketlake.rule_counts LOCATION"),
            s -> assertThat(s).isEqualTo("DROP TABLE IF EXISTS `marketlake`.`sentiment`"),
            s -> assertThat(s).startsWith("CREATE EXTERNAL TABLE marketlake.sentiment LOCATION"),
            s -> assertThat(s).isEqualTo("DROP TABLE IF EXISTS `marketlake`.`symbol_day`"),
            s -> assertThat(s).startsWith("CREATE EXTERNAL TABLE marketlake.symbol_day LOCATION"));
    assertThat(Files.readString(columns)).contains("context\t");
    assertThat(Files.readString(none)).contains("vwap");
  }

  @Test
  void aTableThatHasMoreColumnsThanAreKnownHereIsLeftAsItIs() throws IOException {
    run();
    int before = statements().size();
    Path columns = state.resolve("glue/sentiment.columns");
    String more = "of_tomorrow\t" + Files.readString(columns);
    Files.writeString(columns, more);

    Scripts.Result result = run();

    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output()).contains("table sentiment: there", "view mood_by_day: made");
    assertThat(statements().subList(before, statements().size()))
        .noneMatch(s -> s.contains(" TABLE "));
    assertThat(columns).hasContent(more);
  }

  @Test
  void whatReadsATableThatLacksANewColumnIsLeftOutUntilItsJobHasWritten() throws IOException {
    Path lacking = Files.writeString(state.resolve("lacking/sentiment"), "context");

    Scripts.Result result = run();

    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output())
        .contains(
            "table sentiment: registered, but what reads it is left out, since it has no context"
                + " yet; start its job, and this again once it has written",
            "view sentiment_utc: left out",
            "view mood_by_day: left out",
            "query sentiment_by_day: left out",
            "view symbol_day_utc: made");
    assertThat(statements())
        .noneMatch(s -> s.startsWith("CREATE OR REPLACE VIEW marketlake.sentiment_utc"));
    assertThat(run().output()).contains("table sentiment: registered anew").contains("but what");

    Files.delete(lacking);
    assertThat(run().output())
        .contains(
            "table sentiment: registered anew, since Glue lacked columns or knew another place\n",
            "view sentiment_utc: made",
            "view mood_by_day: made");
  }

  @Test
  void whatTheLakeLacksIsLeftOutWithTheViewsThatReadIt() throws IOException {
    Files.createFile(state.resolve("absent/sentiment_challenger"));

    Scripts.Result result = run();

    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output())
        .contains(
            "table sentiment_challenger: left out",
            "view sentiment_challenger_utc: left out",
            "view challenger_by_day: left out",
            "view mood_by_day: made",
            "query challenger_by_day: left out");
    assertThat(statements()).noneMatch(s -> s.contains("sentiment_challenger"));
  }

  @Test
  void anotherDatabaseAndWorkgroupAreUsedThroughout() throws IOException {
    Scripts.Result result = run("--database", "trial", "--workgroup", "quants");

    assertThat(result.status()).as(result.output()).isZero();
    assertThat(statements())
        .noneMatch(s -> s.contains("marketlake"))
        .allMatch(s -> s.contains("trial"));
    assertThat(Files.readString(state.resolve("named/sentiment_by_day")))
        .contains("FROM trial.mood_by_day");
    assertThat(
            new JsonMapper()
                .readTree(state.resolve("workgroup.json").toFile())
                .path("Name")
                .asText())
        .isEqualTo("quants");
  }

  @Test
  void aStatementThatFailsEndsItInOneSentence() throws IOException {
    Files.writeString(state.resolve("failing"), "VIEW marketlake.mood_by_day");

    Scripts.Result result = run();

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.output().lines().filter(l -> l.startsWith("error: ")))
        .containsExactly(
            "error: the view mood_by_day failed, because Athena says (FAILED): SYNTAX_ERROR: line 1:8:"
                + " the stand-in was told so; mend that and start again.");
    assertThat(state.resolve("named").toFile().list()).as("nothing goes on after it").isEmpty();
  }

  @Test
  void aRefusalOfAmazonsEndsItInOneSentence() throws IOException {
    Files.writeString(state.resolve("refused"), "glue get-table");

    Scripts.Result result = run();

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.output().lines().filter(l -> l.startsWith("error: ")))
        .singleElement()
        .asString()
        .contains(
            "because Glue says: An error occurred (AccessDeniedException)",
            "mend that and start again.");
  }

  @Test
  void aWorkgroupOfAnotherEngineIsRefused() throws IOException {
    Files.writeString(
        state.resolve("workgroup"), "Athena engine version 2\tAthena engine version 2\t1000\n");

    Scripts.Result result = run();

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.output()).contains("because it has Athena engine version 2 and");
    assertThat(statements()).isEmpty();
  }

  @Test
  void aWorkgroupInWhichQueriesScanWithoutALimitIsRefused() throws IOException {
    Files.writeString(state.resolve("workgroup"), "Athena engine version 3\tAUTO\tNone\n");

    Scripts.Result result = run();

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.output())
        .contains("because a query in it may scan without a limit; run aws athena");
    assertThat(statements()).isEmpty();
  }

  @Test
  void aWorkgroupThatPutsResultsElsewhereIsRefused() throws IOException {
    Files.writeString(
        state.resolve("workgroup"), "Athena engine version 3\tAUTO\t1000\ts3://other/place/\n");

    Scripts.Result result = run();

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.output())
        .contains(
            "because it puts results at s3://other/place/ and --results says s3://bucket/results/;");
    assertThat(statements()).isEmpty();
  }

  @Test
  void filesInAPlaceWithABlankAndViewsOnOneLineAreTakenInTheirOrder() throws IOException {
    Path spaced = copyOf(few, folder.resolve("my files"), FEW);
    view(spaced, "of_what_is_absent", "absent");
    view(spaced, "a_first", "z_last");
    view(spaced, "z_last", "sentiment_utc");

    Scripts.Result result = run("--files", spaced.toString());

    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output())
        .contains("view of_what_is_absent: left out", "view mood_by_day: made")
        .containsSubsequence("view z_last: made", "view a_first: made");
  }

  private static void view(Path files, String name, String read) throws IOException {
    Files.writeString(
        files.resolve("views/" + name + ".sql"),
        "create view marketlake.%s as select day from marketlake.%s\n".formatted(name, read));
  }

  @Test
  void mistakesInTheOptionsAreToldBeforeAnythingIsAsked() {
    assertThat(runWith(List.of("--lake", "/data/lake", "--results", "s3://bucket/r")).output())
        .startsWith("error: --lake can't be used, because 's3:///data/lake' is no place on S3;");
    assertThat(runWith(List.of("--lake", LAKE)).output())
        .startsWith("error: --results can't be used");
    assertThat(run("--database", "My-Base").output()).startsWith("error: --database can't be used");
    assertThat(run("--lakes", "x").status()).isEqualTo(2);
    assertThat(run("--files", folder.toString()).output())
        .startsWith("error: --files can't be used");
    assertThat(state.resolve("calls")).doesNotExist();
  }
}
