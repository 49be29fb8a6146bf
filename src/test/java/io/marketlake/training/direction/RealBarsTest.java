package io.marketlake.training.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.marketlake.TestSpark;
import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.training.direction.ForecastFigures.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The figures of docs/direction.md on real bars, as {@code train direction} has them; skipped where
 * the file is absent. target/real-bars.txt has the lines as they are. Tier: proof, about three
 * minutes.
 */
@Tag("proof")
class RealBarsTest {
  private static final Path FILE = Path.of("../shared/data/bars_1m_2019.csv.gz");

  @Test
  void theFiguresOfTheDocumentAreThoseOfTheCommand() throws IOException {
    assumeThat(Files.exists(FILE)).as("%s is absent", FILE).isTrue();
    TestSpark.session();
    Settings settings = SettingsLoader.load(Optional.empty(), Map.of(), Map.of()).settings();
    TradingCalendar calendar = Objects.requireNonNull(settings.calendars().get("us-equities"));
    DirectionData data =
        BarsOfFile.read(
                FILE.toString(),
                new BarsOfFile.Manner(
                    Map.of(),
                    ZoneOffset.UTC,
                    settings.bars().lateness(),
                    settings.direction().interval(),
                    settings.bars(),
                    settings.indicators(),
                    calendar,
                    List.of(),
                    1_000_000),
                new Configuration())
            .data();
    DirectionTrainer trainer =
        new DirectionTrainer(
            settings.direction(),
            settings.directionTraining(),
            settings.indicators(),
            Math.max(settings.bars().warmAfter(), settings.indicators().barsToForget() + 1));
    DirectionTrainer.Prepared prepared = trainer.prepare(data);
    List<String> lines = new ArrayList<>();
    for (int horizon : settings.direction().horizons()) {
      TrainedDirection trained = trainer.train(prepared, horizon);
      lines.add(line(horizon, trained.report()));
      // Nothing here can be forecast: a figure that says so is a leak until shown otherwise.
      assertThat(trained.gate().refusal(false)).as("horizon %d", horizon).isEmpty();
      assertThat(trained.beside().isBetter()).as("horizon %d", horizon).isFalse();
    }
    Files.write(Path.of("target/real-bars.txt"), lines);

    assertThat(Files.readAllLines(Path.of("docs/direction.md"))).containsAll(lines);
  }

  private static String line(int horizon, DirectionReport report) {
    ForecastFigures model = report.of(DirectionReport.MODEL);
    return String.join(
        " | ",
        "| " + horizon,
        String.format(Locale.ROOT, "%,d", model.rows()),
        interval(model.accuracy(), "%.4f"),
        interval(report.of(DirectionReport.MAJORITY).accuracy(), "%.4f"),
        interval(report.of(DirectionReport.PERSISTENCE).accuracy(), "%.4f"),
        interval(report.of(DirectionReport.REVERSAL).accuracy(), "%.4f"),
        interval(model.auc(), "%.4f"),
        interval(model.brier(), "%.4f"),
        interval(model.netBasisPoints(), "%+.2f") + " |");
  }

  private static String interval(Figure figure, String format) {
    return String.format(
        Locale.ROOT,
        format + " [" + format + ", " + format + "]",
        figure.value(),
        figure.low(),
        figure.high());
  }
}
