package io.marketlake.app;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.marketlake.inference.SentimentScorer;
import io.marketlake.registry.Comparison;
import io.marketlake.registry.Fingerprints;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.registry.PairedBootstrap;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.training.TextFingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Lets a new model and the champion score the same held-out texts. Both as they were judged, fitted
 * without their own holdouts; and since the champion's holdout need not be the new model's, the
 * texts that the champion was fitted on are left out.
 */
final class ChampionTrial {
  private static final int RESAMPLES = 2_000;
  private static final String FINGERPRINT = "__fingerprint";
  private static final String TRUE_LABEL = "__true";
  private static final String BY_CHAMPION = "__champion";
  private static final String CHALLENGER = "challenger";

  private final ModelRegistry registry;
  private final long seed;

  /**
   * @param seed what draws the resamples
   */
  ChampionTrial(ModelRegistry registry, long seed) {
    this.registry = registry;
    this.seed = seed;
  }

  /** The texts that a model was fitted on, as they are stored with it. Collects 8 bytes a text. */
  static Fingerprints fittedOn(Candidate candidate) {
    List<Long> hashes =
        candidate
            .fitted()
            .select(TextFingerprint.of(col(GoldSentiment.TEXT)))
            .as(Encoders.LONG())
            .collectAsList();
    return Fingerprints.of(hashes.stream().mapToLong(Long::longValue));
  }

  /**
   * Compares a new model with the champion. Runs Spark jobs.
   *
   * @throws io.marketlake.error.PipelineException if the champion can't be loaded
   */
  Comparison compare(Candidate challenger, ModelVersion champion) {
    Optional<PipelineModel> judged = registry.loadJudged(champion);
    Optional<Fingerprints> known = registry.fitted(champion);
    Dataset<Row> heldOut =
        challenger
            .heldOut()
            .withColumnRenamed(GoldSentiment.LABEL, TRUE_LABEL)
            .withColumn(FINGERPRINT, TextFingerprint.of(col(GoldSentiment.TEXT)))
            .persist();
    try {
      Dataset<Row> fresh = known.map(k -> without(heldOut, k)).orElse(heldOut);
      PairedBootstrap.Result result =
          new PairedBootstrap(
                  GoldSentiment.LABELS.size(),
                  cells(
                      fresh,
                      new SentimentScorer(
                          judged.orElseGet(() -> registry.load(champion)), champion.version()),
                      new SentimentScorer(challenger.judged(), CHALLENGER)))
              .run(RESAMPLES, seed);
      return new Comparison(
          champion.version(),
          result.texts(),
          heldOut.count() - result.texts(),
          judged.isPresent() && known.isPresent(),
          result.championMacroF1(),
          result.challengerMacroF1(),
          result.championAccuracy(),
          result.challengerAccuracy(),
          result.low(),
          result.high(),
          RESAMPLES,
          seed);
    } finally {
      heldOut.unpersist();
    }
  }

  private static Dataset<Row> without(Dataset<Row> heldOut, Fingerprints known) {
    long[] met =
        heldOut.select(FINGERPRINT).as(Encoders.LONG()).collectAsList().stream()
            .mapToLong(Long::longValue)
            .filter(known::contains)
            .distinct()
            .toArray();
    Dataset<Row> seen =
        heldOut
            .sparkSession()
            .createDataset(LongStream.of(met).boxed().toList(), Encoders.LONG())
            .toDF(FINGERPRINT);
    return heldOut.join(
        broadcast(seen), heldOut.col(FINGERPRINT).equalTo(seen.col(FINGERPRINT)), "left_anti");
  }

  private static List<PairedBootstrap.Cell> cells(
      Dataset<Row> texts, SentimentScorer champion, SentimentScorer challenger) {
    Dataset<Row> byChampion =
        champion
            .apply(texts.select(col(GoldSentiment.TEXT), col(TRUE_LABEL)))
            .select(
                col(GoldSentiment.TEXT), col(TRUE_LABEL), col(GoldSentiment.LABEL).as(BY_CHAMPION));
    List<PairedBootstrap.Cell> cells = new ArrayList<>();
    for (Row row :
        challenger
            .apply(byChampion)
            .groupBy(col(TRUE_LABEL), col(BY_CHAMPION), col(GoldSentiment.LABEL))
            .agg(count(lit(1)))
            .collectAsList()) {
      cells.add(
          new PairedBootstrap.Cell(
              GoldSentiment.LABELS.indexOf(row.getString(0)),
              GoldSentiment.LABELS.indexOf(row.getString(1)),
              GoldSentiment.LABELS.indexOf(row.getString(2)),
              row.getLong(3)));
    }
    return cells;
  }
}
