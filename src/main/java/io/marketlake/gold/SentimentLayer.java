package io.marketlake.gold;

import io.marketlake.job.KeptPlan;
import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The silver tables of feeds with a text -> {@link GoldSentiment}: one row a text, or a row a
 * company where it names several. All rows of a text come of one micro-batch.
 */
public final class SentimentLayer implements Layer {
  public static final String NAME = "gold";

  private final List<Feed> feeds;
  private final SentimentModels models;
  private @Nullable ScorerPlan kept;

  private record ScorerPlan(Stage scorer, KeptPlan plan) {}

  /**
   * Made for the feeds that have a text; others are left out.
   *
   * @param feeds any feeds
   */
  public SentimentLayer(List<Feed> feeds, SentimentModels models) {
    this.feeds = feeds.stream().filter(f -> f.text().isPresent()).toList();
    this.models = models;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> feeds() {
    return feeds.stream().map(Feed::name).toList();
  }

  @Override
  public Map<Table, Stage> inputs() {
    Map<Table, Stage> inputs = new LinkedHashMap<>();
    feeds.forEach(feed -> inputs.put(SilverTable.of(feed), new TextStage(feed)));
    return inputs;
  }

  @Override
  public List<Table> outputs() {
    return List.of(GoldSentiment.TABLE);
  }

  @Override
  public LayerOutput apply(Dataset<Row> input, MicroBatch batch) {
    Stage scorer = models.scorerFor(batch);
    Dataset<Row> scored =
        batch.isSmall() ? planOf(scorer).over(batch.keep(input)) : scored(scorer, input);
    return new LayerOutput(Map.of(GoldSentiment.TABLE, batch.keep(scored)), Optional.empty());
  }

  private KeptPlan planOf(Stage scorer) {
    ScorerPlan current = kept;
    if (current == null || current.scorer() != scorer) {
      current = new ScorerPlan(scorer, new KeptPlan(rows -> scored(scorer, rows)));
      kept = current;
    }
    return current.plan();
  }

  private static Dataset<Row> scored(Stage scorer, Dataset<Row> texts) {
    return scorer.apply(texts).select(GoldSentiment.TABLE.select());
  }
}
