package io.marketlake.training.direction;

import io.marketlake.error.DirectionErrors;
import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.registry.DirectionModel;
import io.marketlake.registry.DirectionProfile;
import io.marketlake.registry.Evaluation;
import io.marketlake.registry.ModelCard;
import io.marketlake.registry.PromotionGate;
import io.marketlake.training.Libraries;
import io.marketlake.training.direction.WalkForward.Fold;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;

/**
 * Trains and judges the models of a price's direction, one a horizon. Each fold is judged by the
 * recipe that had the lower log-loss on the folds before it, so that the choice has not seen the
 * rows that judge it; the first fold is judged by the regression. One seed gives one answer.
 */
public final class DirectionTrainer {
  private final DirectionSettings settings;
  private final DirectionTrainerSettings training;
  private final IndicatorSettings indicators;
  private final int warmAfter;
  private final Clock clock;

  /**
   * @param warmAfter from which bar of a series on its indicators count as warm
   */
  public DirectionTrainer(
      DirectionSettings settings,
      DirectionTrainerSettings training,
      IndicatorSettings indicators,
      int warmAfter) {
    this(settings, training, indicators, warmAfter, Clock.systemUTC());
  }

  DirectionTrainer(
      DirectionSettings settings,
      DirectionTrainerSettings training,
      IndicatorSettings indicators,
      int warmAfter,
      Clock clock) {
    this.settings = settings;
    this.training = training;
    this.indicators = indicators;
    this.warmAfter = warmAfter;
    this.clock = clock;
  }

  /** The examples of some data, with what the checks of its features found. */
  public final class Prepared {
    private final DirectionData data;
    private final BarExamples maker = new BarExamples(settings, indicators);
    private final List<Example> examples;
    private final Map<String, Long> notForecast = new LinkedHashMap<>();
    private final List<LeakFinding> findings = new ArrayList<>();

    private Prepared(DirectionData data) {
      this.data = data;
      this.examples = maker.make(data);
      maker
          .omitted()
          .forEach(
              (reason, bars) ->
                  notForecast.put(reason.name().toLowerCase(Locale.ROOT).replace('_', ' '), bars));
      LeakChecks checks = new LeakChecks(settings, warmAfter, training.seed());
      DirectionData part = checks.part(data);
      ExampleMaker trained = new BarExamples(settings, indicators);
      ExampleMaker anew = new BarExamples(settings, indicators).recomputing(warmAfter);
      findings.add(checks.truncatedHistory(trained, anew, part));
      findings.add(checks.historyLength(trained, anew, part));
      ScoredCheck.of(maker.names(), examples, data.scored()).ifPresent(findings::add);
      findings.addAll(checks.plantedLeaks(anew, part, settings.horizons().get(0)));
    }

    LabelledExamples labelled(int horizon) {
      return LabelledExamples.of(examples, data, horizon, settings);
    }

    /** What the checks of features found. */
    public List<LeakFinding> findings() {
      return List.copyOf(findings);
    }

    public List<Example> examples() {
      return List.copyOf(examples);
    }
  }

  /** Makes features and checks them; no Spark job. */
  public Prepared prepare(DirectionData data) {
    return new Prepared(data);
  }

  /**
   * Trains the model of a horizon in the active Spark session.
   *
   * @throws io.marketlake.error.PipelineException if there is too little to learn from
   */
  public TrainedDirection train(Prepared prepared, int horizon) {
    Instant start = clock.instant();
    DirectionData data = prepared.data;
    LabelledExamples labelled = prepared.labelled(horizon);
    long needed = WalkForward.rowsNeeded(training);
    if (labelled.rows().size() < needed) {
      throw DirectionErrors.tooFewRows(
          data.name(), labelled.rows().size(), needed, others(prepared, labelled));
    }
    List<Fold> folds =
        WalkForward.folds(labelled.rows(), MarketBars.of(prepared.examples), training, data.name());
    FoldTrials trials = new FoldTrials(training);
    folds.forEach(trials::add);
    Fold last = folds.get(folds.size() - 1);
    Recipe chosen = trials.chosen();
    PipelineModel judged = trials.last(chosen);
    List<LeakFinding> findings = new ArrayList<>(prepared.findings);
    findings.add(
        LabelChecks.shuffled(
            last.train(),
            last.judged(),
            rows -> DirectionModel.of(chosen.fit(rows, training))::up,
            training.seed()));
    DirectionReport report =
        new DirectionReport(
            settings.intervalName(),
            horizon,
            data.rows(),
            prepared.notForecast,
            labelled.rows().size(),
            labelled.ties(),
            labelled.withoutPrice(),
            labelled.open(),
            chosen.text(),
            trials.recipes(),
            trials.figures(),
            Importance.of(
                prepared.maker.names(),
                last.judged(),
                DirectionModel.of(judged)::up,
                training.seed()),
            findings,
            training.costBasisPoints());
    PipelineModel model = chosen.fit(labelled.rows(), training);
    return new TrainedDirection(
        model,
        judged,
        last.judged(),
        card(data, labelled, trials, chosen, start),
        profile(prepared.maker.names(), labelled, last),
        trials.besideMajority(),
        gate(report),
        report);
  }

  /** What became of bars that are neither trained on nor judged. */
  private static String others(Prepared prepared, LabelledExamples labelled) {
    List<String> all = new ArrayList<>();
    prepared.notForecast.forEach((reason, bars) -> all.add(bars + " are " + reason));
    all.add(labelled.ties() + " ended where they began");
    all.add(labelled.withoutPrice() + " have no price in their target");
    all.add(labelled.open() + " have no outcome yet");
    return String.join(", ", all);
  }

  static PromotionGate gate(DirectionReport report) {
    return new PromotionGate(
        report.findings().stream()
            .filter(finding -> !finding.isPassed())
            .map(
                finding ->
                    "its check for leaks (" + finding.check() + ") failed: " + finding.sentence())
            .toList(),
        // What is published is one recipe; the row of the model has both, as the folds chose.
        LabelChecks.tooGood(
                Math.max(
                    report.of(DirectionReport.MODEL).accuracy().value(),
                    report.of(report.recipe()).accuracy().value()),
                report.of(DirectionReport.MAJORITY).accuracy().value())
            .orElse(null));
  }

  private DirectionProfile profile(List<String> names, LabelledExamples labelled, Fold last) {
    return new DirectionProfile(
        settings.intervalName(),
        labelled.horizon(),
        DirectionFeatures.VERSION,
        names,
        Deciles.of(labelled.rows(), names.size()),
        LabelledExamples.upShare(labelled.rows()),
        labelled.rows().size(),
        newestOutcome(labelled.rows()),
        newestOutcome(last.train()),
        DirectionProfile.settings(settings.deciding(indicators)));
  }

  private static long newestOutcome(List<Labelled> rows) {
    return rows.stream().mapToLong(row -> row.outcome().knownAt()).max().orElse(Long.MIN_VALUE);
  }

  private ModelCard card(
      DirectionData data,
      LabelledExamples labelled,
      FoldTrials trials,
      Recipe chosen,
      Instant start) {
    Map<String, Forecasts> all = trials.all();
    Map<String, Evaluation> beside = new TreeMap<>();
    all.forEach((name, forecasts) -> beside.put(name, ForecastEvaluation.of(forecasts)));
    long ups = labelled.rows().stream().filter(Labelled::isUp).count();
    long rows = labelled.rows().size();
    long judged = trials.model().size();
    return new ModelCard(
        DirectionProfile.kind(settings.intervalName(), labelled.horizon()),
        new ModelCard.TrainingData(
            data.name(),
            data.sha256(),
            Map.of("up", ups, "down", rows - ups),
            labelled.ties() + labelled.withoutPrice() + labelled.open(),
            data.reading()),
        new ModelCard.Split(
            "Walk-forward in "
                + training.folds()
                + " folds by time: each is judged by a fit on what was known before it, purge "
                + training.purge()
                + " and embargo "
                + training.embargo()
                + " bars.",
            (double) judged / rows,
            training.seed(),
            rows,
            judged),
        byName(),
        ForecastEvaluation.of(trials.model()),
        Objects.requireNonNull(beside.remove(DirectionReport.MAJORITY)),
        beside,
        null,
        "The figures are of all folds together, each judged by the recipe that did better on the"
            + " folds before it; this model is the "
            + chosen.text()
            + ", which did better on all of them, fitted on all rows.",
        start.toString(),
        Duration.between(start, clock.instant()).toMillis() / 1000.0,
        Libraries.versions(SparkSession.active().version()));
  }

  private Map<String, String> byName() {
    Map<String, String> all = new TreeMap<>();
    all.put("interval", settings.intervalName());
    all.put("forecast_delay", settings.forecastDelay().toString());
    all.put("stale_after", settings.staleAfter().toString());
    all.put("sentiment", settings.sentiment().toString());
    all.put("folds", String.valueOf(training.folds()));
    all.put("purge", String.valueOf(training.purge()));
    all.put("embargo", String.valueOf(training.embargo()));
    all.put("cost_basis_points", String.valueOf(training.costBasisPoints()));
    all.put("trees", String.valueOf(training.trees()));
    all.put("depth", String.valueOf(training.depth()));
    all.put("leaf_rows", String.valueOf(training.leafRows()));
    all.put("regularization", String.valueOf(training.regParam()));
    all.put("seed", String.valueOf(training.seed()));
    all.put("features_version", String.valueOf(DirectionFeatures.VERSION));
    return all;
  }
}
