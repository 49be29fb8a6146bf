package io.marketlake.gold;

import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldChallenger;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.Table;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The silver tables of feeds with a text -> {@link GoldChallenger}: the rows that the challenger
 * would have written into {@link GoldSentiment}. It scores what comes while a version is
 * challenger, none twice, and is never filled: what came while there was no challenger has no row,
 * and neither has what came between a checkpoint that was lost and the next start.
 */
public final class ChallengerLayer implements Layer {
  public static final String NAME = "challenger";

  private final SentimentLayer scoring;
  private final Challenger challenger;

  /** Chooses the challenger that scores a micro-batch. */
  @FunctionalInterface
  public interface Challenger {
    /** As {@link SentimentModels#scorerFor}; empty where no version is challenger. */
    Optional<Stage> scorerFor(MicroBatch batch);
  }

  /**
   * Made for the feeds that have a text; others are left out.
   *
   * @param feeds any feeds
   */
  public ChallengerLayer(List<Feed> feeds, Challenger challenger) {
    this.scoring = new SentimentLayer(feeds, batch -> challenger.scorerFor(batch).orElseThrow());
    this.challenger = challenger;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> feeds() {
    return scoring.feeds();
  }

  @Override
  public Map<Table, Stage> inputs() {
    return scoring.inputs();
  }

  @Override
  public List<Table> outputs() {
    return List.of(GoldChallenger.TABLE);
  }

  @Override
  public LayerOutput apply(Dataset<Row> input, MicroBatch batch) {
    if (challenger.scorerFor(batch).isEmpty()) {
      return new LayerOutput(Map.of(), Optional.empty());
    }
    Dataset<Row> scored =
        Objects.requireNonNull(scoring.apply(input, batch).tables().get(GoldSentiment.TABLE));
    return new LayerOutput(Map.of(GoldChallenger.TABLE, scored), Optional.empty());
  }

  /** Nothing is owed. */
  @Override
  public Optional<Dataset<Row>> remaining(Dataset<Row> input) {
    return Optional.of(input.limit(0));
  }
}
