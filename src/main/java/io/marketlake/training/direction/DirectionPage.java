package io.marketlake.training.direction;

import io.marketlake.registry.PromotionGate;
import io.marketlake.training.direction.ForecastFigures.Bin;
import io.marketlake.training.direction.ForecastFigures.Figure;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The figures of a training as Markdown: the sections of a direction model's page, and its table.
 */
public final class DirectionPage {
  private static final int FEATURES_SHOWN = 12;
  private static final String NO_VALUE = "–";

  private final StringBuilder page = new StringBuilder();

  private DirectionPage() {}

  /** The sections that a card has beside those of every model. */
  public static String sections(DirectionReport report, PromotionGate gate) {
    DirectionPage page = new DirectionPage();
    page.all(report);
    if (gate.tooGood() != null) {
      page.line("");
      page.line("**Too good to be promoted unsigned**: %s.", gate.tooGood());
    }
    return page.page.toString();
  }

  /** The table of figures alone. */
  public static String table(DirectionReport report) {
    DirectionPage page = new DirectionPage();
    page.figures(report);
    return page.page.toString();
  }

  /** How many bars are not forecast, by the reason. */
  public static String notForecast(DirectionReport report) {
    return report.notForecast().isEmpty() ? "none" : counts(report.notForecast());
  }

  private void all(DirectionReport report) {
    line("");
    line("## Forecasts of %d bars of %s ahead", report.horizon(), report.interval());
    line("");
    line(
        "%d bars; not forecast: %s. Of the forecasts %d are judged or trained on, %d ended where"
            + " they began (ties, dropped), %d had no price in their target, and %d have no outcome"
            + " yet.",
        report.bars(),
        notForecast(report),
        report.rows(),
        report.ties(),
        report.withoutPrice(),
        report.open());
    line("");
    figures(report);
    line("");
    line(
        "In brackets the 95 %% interval of a bootstrap over %d session days, where there are two or"
            + " more. A trade of the naive rule goes with each forecast from the target's first"
            + " price to its last; net is after %.2f basis points a trade. The recipe of each fold"
            + " was chosen by the folds before it: %s. Published: %s.",
        report.of(DirectionReport.MODEL).days(),
        report.cost(),
        String.join(", ", report.recipes()),
        report.recipe());
    line("");
    line("| probability of rising | rows | mean probability | share that rose |");
    line("|---|---|---|---|");
    for (Bin bin : report.of(DirectionReport.MODEL).reliability()) {
      line(
          "| %.1f to %.1f | %d | %.3f | %.3f |",
          bin.from(), bin.to(), bin.rows(), bin.meanProbability(), bin.upShare());
    }
    line("");
    line("## What the model looks at");
    line("");
    line("By how much its log-loss on the last fold rises when a feature's values are dealt anew.");
    line("");
    line("| feature | rise |");
    line("|---|---|");
    report.importance().stream()
        .limit(FEATURES_SHOWN)
        .forEach(each -> line("| %s | %s |", each.feature(), cell(each.lossRise(), "%+.5f")));
    line("");
    line("## Checks for leaks");
    line("");
    line("| check | | |");
    line("|---|---|---|");
    for (LeakFinding finding : report.findings()) {
      line(
          "| %s | %s | %s |",
          finding.check(), finding.isPassed() ? "passed" : "FAILED", finding.sentence());
    }
  }

  private static String counts(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  private void figures(DirectionReport report) {
    line("| | accuracy | AUC | Brier | log-loss | calibration error | gross bp | net bp |");
    line("|---|---|---|---|---|---|---|---|");
    report
        .figures()
        .forEach(
            (name, figures) ->
                line(
                    "| %s | %s | %s | %s | %s | %s | %s | %s |",
                    name,
                    cell(figures.accuracy(), "%.4f"),
                    cell(figures.auc(), "%.4f"),
                    cell(figures.brier(), "%.4f"),
                    cell(figures.logLoss(), "%.4f"),
                    cell(figures.calibrationError(), "%.4f"),
                    cell(figures.grossBasisPoints(), "%+.2f"),
                    cell(figures.netBasisPoints(), "%+.2f")));
  }

  private static String cell(Figure figure, String format) {
    if (Double.isNaN(figure.value())) {
      return NO_VALUE;
    }
    String value = String.format(Locale.ROOT, format, figure.value());
    return Double.isNaN(figure.low())
        ? value
        : value
            + String.format(
                Locale.ROOT, " [" + format + ", " + format + "]", figure.low(), figure.high());
  }

  private void line(String format, Object... values) {
    page.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
