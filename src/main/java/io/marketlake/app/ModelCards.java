package io.marketlake.app;

import io.marketlake.delta.Lake;
import io.marketlake.registry.Alias;
import io.marketlake.registry.AliasHistory;
import io.marketlake.registry.Evaluation;
import io.marketlake.registry.Evaluation.Calibration;
import io.marketlake.registry.Evaluation.Interval;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelCard;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.report.ModelFigures;
import io.marketlake.report.ModelFigures.CalibrationBin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** What the cards of a lake's newest models say, for a report. */
final class ModelCards {
  /** Of each kind. */
  private static final int MOST = 10;

  private ModelCards() {}

  static List<ModelFigures> of(SparkSession spark, Lake lake) {
    ModelRegistry registry =
        new ModelRegistry(lake.models(), spark.sparkContext().hadoopConfiguration());
    ModelAliases aliases = new ModelAliases(lake.tables());
    List<ModelFigures> cards = new ArrayList<>();
    for (String kind : registry.kinds()) {
      AliasHistory history = aliases.history(kind);
      List<ModelVersion> versions = registry.list(kind);
      for (int i = versions.size() - 1; i >= Math.max(0, versions.size() - MOST); i--) {
        cards.add(figures(registry, versions.get(i), history));
      }
    }
    return cards;
  }

  private static ModelFigures figures(
      ModelRegistry registry, ModelVersion version, AliasHistory history) {
    ModelCard card = registry.card(version);
    Evaluation model = card.model();
    Interval accuracy =
        model.intervals().getOrDefault(Evaluation.ACCURACY, new Interval(Double.NaN, Double.NaN));
    Calibration calibration = model.calibration();
    String held =
        Arrays.stream(Alias.values())
            .filter(alias -> history.now(alias).equals(Optional.of(version.version())))
            .map(Alias::text)
            .collect(Collectors.joining(", "));
    return new ModelFigures(
        version.kind(),
        version.version(),
        held,
        registry.publishedAt(version).toString(),
        model.rows(),
        model.accuracy(),
        accuracy.low(),
        accuracy.high(),
        model.macroF1(),
        model.logLoss(),
        calibration == null ? Double.NaN : calibration.expectedError(),
        card.baseline().accuracy(),
        calibration == null
            ? List.of()
            : calibration.bins().stream()
                .map(bin -> new CalibrationBin(bin.rows(), bin.confidence(), bin.accuracy()))
                .toList());
  }
}
