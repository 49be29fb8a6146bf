package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.marketlake.TestSpark;
import io.marketlake.tracking.MlflowStandIn;
import io.marketlake.training.direction.PlantedMarket;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * {@code train direction}, {@code leak-check} and the registry's commands on direction models, as a
 * user calls them. Tier: CI.
 */
class DirectionCommandsTest {
  private static final String KIND = "direction-1m-1";

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  private int run(Callable<Integer> command, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = Launcher.line(command);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of(arguments));
    for (String setting :
        List.of(
            "lake.path=" + folder.resolve("lake"),
            "direction.training.folds=2",
            "direction.training.trees=5",
            "direction.training.depth=3",
            "direction.training.regularization=0.2",
            "direction.training.purge=5",
            "direction.training.embargo=5")) {
      all.addAll(List.of("--set", setting));
    }
    if (!all.contains("direction.horizons=1,20000")) {
      all.addAll(List.of("--set", "direction.horizons=1"));
    }
    return line.execute(all.toArray(String[]::new));
  }

  /** A larger edge shows in fewer bars. */
  private String market(double edge) throws IOException {
    int symbols = edge > 0.2 ? 1 : 3;
    String csv =
        PlantedMarket.csv(symbols, 8, edge, 11).replaceFirst("symbol,bar_start", "ticker,when");
    return Files.writeString(Files.createTempFile(folder, "bars", ".csv"), csv).toString();
  }

  @Test
  void aModelThatKnowsMoreThanTheMajorityIsChampionAndItsSuccessorHasToBeBetter()
      throws IOException {
    String bars = market(0.09);
    String[] train = {"direction", "--bars", bars, "--map", "symbol=ticker,bar_start=when"};

    try (MlflowStandIn mlflow = new MlflowStandIn()) {
      List<String> tracked = new ArrayList<>(List.of(train));
      tracked.addAll(List.of("--set", "mlflow.tracking-uri=" + mlflow.uri()));
      assertThat(run(new Train(), tracked.toArray(String[]::new))).as(err.toString()).isZero();
      assertThat(out.toString()).contains("MLflow run: r1");
      assertThat(mlflow.body("runs/log-batch").path("metrics"))
          .extracting(metric -> metric.path("key").asText())
          .contains("accuracy", "auc", "brier", "majority_brier");
    }

    assertThat(out.toString())
        .contains("| persistence |", "| reversal |", "| majority |", "| forest |")
        .contains("passed planted leak: join-off-by-one-bar")
        .contains("champion: there is no champion, and its Brier score on held-out bars is 0.24")
        .contains("which lies above zero");
    assertThat(run(new Models(), "show", KIND)).isZero();
    assertThat(out.toString())
        .contains("# Model card: " + KIND, "## Checks for leaks", "## What the model looks at");

    List<String> again = new ArrayList<>(List.of(train));
    again.add("--if-new-data");
    assertThat(run(new Train(), again.toArray(String[]::new))).isZero();
    assertThat(out.toString()).contains("nothing to do: " + KIND);

    List<String> slower = new ArrayList<>(List.of(train));
    slower.addAll(List.of("--set", "direction.forecast-delay=20s"));
    assertThat(run(new Train(), slower.toArray(String[]::new))).isZero();
    assertThat(out.toString())
        .contains("challenger: not compared: ", "trained with direction.forecast-delay PT5S");

    assertThat(run(new Train(), train)).isZero();
    assertThat(out.toString()).contains("challenger: ", "held-out bars");
    assertThat(run(new Models(), "promote", KIND, "--reason", "a try")).as(err.toString()).isZero();
    assertThat(run(new Models(), "rollback", KIND, "--reason", "back")).isZero();
    assertThat(run(new Models(), "list", KIND)).isZero();
    assertThat(out.toString()).contains("champion");
    assertThat(run(new Models(), "history", KIND)).isZero();
    assertThat(out.toString()).contains("a try", "back");
  }

  /** The horizon of 20,000 bars has no outcomes in so short a file. */
  @Test
  void aModelOfChanceIsChallengerUntilAPersonWantsItAndItsFiguresOutliveALaterHorizon()
      throws IOException {
    Path json = folder.resolve("figures.json");

    int status =
        run(
            new Train(),
            "direction",
            "--bars",
            market(0),
            "--map",
            "symbol=ticker,bar_start=when",
            "--json",
            json.toString(),
            "--set",
            "direction.horizons=1,20000");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("of the others, ", "have no outcome yet").hasLineCount(1);
    assertThat(new ObjectMapper().readTree(json.toFile()).path(KIND).path("rows").asLong())
        .isGreaterThan(1_500);
    assertThat(out.toString())
        .contains("challenger: there is no champion, and its Brier score", "not lie above zero")
        .contains("models.sh promote " + KIND + " --reason WHY");
    assertThat(run(new Models(), "promote", KIND, "--reason", "to watch it"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("to watch it");
  }

  @Test
  void figuresThatAreTooGoodAreNotPromotedUntilTheyAreSigned() throws IOException {
    String bars = market(0.3);
    String[] train = {
      "direction", "--bars", bars, "--map", "symbol=ticker,bar_start=when", "--promote", "always"
    };

    assertThat(run(new Train(), train)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("challenger: not to be promoted: its accuracy of");
    assertThat(run(new Models(), "list", KIND)).isZero();
    assertThat(out.toString())
        .contains("no champion: nothing is forecast")
        .doesNotContain("(champion)");
    assertThat(run(new Models(), "show", KIND)).isEqualTo(2);
    assertThat(err.toString()).contains("there is no champion among the").hasLineCount(1);
    assertThat(run(new Models(), "promote", KIND, "--reason", "I want it")).isEqualTo(2);
    assertThat(err.toString()).contains("--i-checked").hasLineCount(1);
    String[] test = {
      "--strategy",
      "model",
      "--model",
      "challenger",
      "--bars",
      bars,
      "--in-sample",
      "--map",
      "symbol=ticker,bar_start=when"
    };
    assertThat(run(new Backtest(), test)).isEqualTo(2);
    assertThat(err.toString())
        .contains("is not tested", "its accuracy of", "--i-checked")
        .hasLineCount(1);
    assertThat(run(new Models(), "promote", KIND, "--i-checked", "--reason", "an edge by design"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString())
        .contains("an edge by design; signed with --i-checked: its accuracy of");
    assertThat(run(new Models(), "show", KIND)).isZero();
    assertThat(out.toString()).contains("**Too good to be promoted unsigned**: its accuracy of");
    List<String> signed = new ArrayList<>(List.of(train));
    signed.add("--i-checked");
    assertThat(run(new Train(), signed.toArray(String[]::new))).isZero();
    assertThat(out.toString())
        .contains("champion: trained with --promote always; signed with --i-checked: its accuracy");
    // It is signed for now, but was trained with another delay.
    List<String> other = new ArrayList<>(List.of(test));
    other.set(3, "champion");
    other.addAll(List.of("--set", "direction.forecast-delay=20s"));
    assertThat(run(new Backtest(), other.toArray(String[]::new))).isEqualTo(2);
    assertThat(err.toString())
        .contains("was trained with direction.forecast-delay PT5S, and now it is")
        .hasLineCount(1);

    assertThat(run(new LeakCheck(), "--bars", bars, "--map", "symbol=ticker,bar_start=when"))
        .isEqualTo(1);
    assertThat(out.toString()).contains("not to be promoted: its accuracy of");
  }

  @Test
  void aFileWithoutAColumnAndALakeWithoutBarsGetOneSentence() throws IOException {
    Path file = Files.writeString(folder.resolve("odd.csv"), "a;b\n1;2\n");

    assertThat(run(new LeakCheck(), "--bars", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--map symbol=ticker").hasLineCount(1);
    assertThat(run(new Train(), "direction")).isEqualTo(2);
    assertThat(err.toString()).contains("silver.bars has none of 1m").hasLineCount(1);
  }
}
