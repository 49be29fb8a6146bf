package io.marketlake.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.marketlake.feature.company.CompanyLookup;
import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Corrections;
import io.marketlake.schema.Feed;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Rule;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * {@link BronzeEvents} -> {@link SilverTable} of each feed and {@link QuarantineEvents}. Every
 * bronze row becomes exactly one row: in its silver table, or in quarantine with every failed rule.
 */
public final class SilverLayer implements Layer {
  public static final String NAME = "silver";

  private final List<Feed> feeds;
  private final AcceptedEvents accepted;
  private final CompanyReferences references;
  private final boolean comparesCorrections;

  /**
   * Of some feeds.
   *
   * @param accepted what silver took before
   * @param references what is known of companies
   */
  public SilverLayer(List<Feed> feeds, AcceptedEvents accepted, CompanyReferences references) {
    this(feeds, accepted, references, false);
  }

  private SilverLayer(
      List<Feed> feeds,
      AcceptedEvents accepted,
      CompanyReferences references,
      boolean comparesCorrections) {
    this.feeds = List.copyOf(feeds);
    this.accepted = accepted;
    this.references = references;
    this.comparesCorrections = comparesCorrections;
  }

  /**
   * One that also looks for repeats among corrections, as is done when they are made and never
   * again: that they are in bronze says that they were none.
   */
  public SilverLayer comparingCorrections() {
    return new SilverLayer(feeds, accepted, references, true);
  }

  /**
   * Throws unless all expressions of the feeds can be evaluated.
   *
   * @param bronze rows with the columns of bronze; none are needed
   */
  public static void requireValidExpressions(List<Feed> feeds, Dataset<Row> bronze) {
    feeds.forEach(feed -> RuleStage.requireValidExpressions(feed, bronze));
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
    return Map.of(BronzeEvents.TABLE, rows -> rows);
  }

  /** A corrected record is represented by its correction. */
  @Override
  public Dataset<Row> standing(Dataset<Row> bronze) {
    return Corrections.uncorrected(bronze, Corrections.corrected(bronze));
  }

  @Override
  public List<Table> outputs() {
    List<Table> tables = new ArrayList<>(feeds.stream().map(SilverTable::of).toList());
    tables.add(QuarantineEvents.TABLE);
    return tables;
  }

  @Override
  public LayerOutput apply(Dataset<Row> input, MicroBatch batch) {
    Map<Table, Dataset<Row>> tables = new LinkedHashMap<>();
    List<Dataset<Row>> rejected = new ArrayList<>();
    List<Dataset<Row>> violations = new ArrayList<>();
    // One for the whole micro-batch, so that all that reads a row finds the same.
    Broadcast<CompanyLookup> reference = references.now();
    for (Feed feed : feeds) {
      Dataset<Row> judged = batch.keep(judged(feed, input, batch, reference));
      Table table = SilverTable.of(feed);
      Dataset<Row> valid = judged.filter(col(QuarantineEvents.CLASS).isNull());
      tables.put(
          table,
          (feed.text().isPresent() ? new TextColumnsStage(feed, reference).apply(valid) : valid)
              .withColumn(BronzeEvents.DAY, to_date(col(SilverTable.EVENT_TIME)))
              .select(table.select()));
      rejected.add(quarantined(judged.filter(col(QuarantineEvents.CLASS).isNotNull())));
      if (feed.rules().stream().anyMatch(r -> r.action() == Rule.Action.FAIL)) {
        violations.add(violations(judged));
      }
    }
    rejected.stream()
        .reduce(Dataset::unionByName)
        .ifPresent(rows -> tables.put(QuarantineEvents.TABLE, rows));
    return new LayerOutput(tables, violations.stream().reduce(Dataset::unionByName));
  }

  private Dataset<Row> judged(
      Feed feed, Dataset<Row> input, MicroBatch batch, Broadcast<CompanyLookup> reference) {
    Dataset<Row> rows = input.filter(col(BronzeEvents.FEED).equalTo(feed.name()));
    Dataset<Row> typed = new ParseStage(feed).apply(rows);
    // Before the rules, so that they may speak of the company.
    Dataset<Row> enriched =
        feed.company().isPresent() ? new CompanyColumnsStage(feed, reference).apply(typed) : typed;
    Dataset<Row> judged = new RuleStage(feed).apply(enriched);
    if (feed.identity().isEmpty()) {
      return judged;
    }
    Dataset<Row> candidates = batch.keep(judged);
    DuplicateStage duplicates = new DuplicateStage(feed, accepted.near(feed, candidates));
    return (comparesCorrections ? duplicates.comparingCorrections() : duplicates).apply(candidates);
  }

  private static Dataset<Row> quarantined(Dataset<Row> judged) {
    Column wasDropped = col(QuarantineEvents.CLASS).equalTo(QuarantineEvents.DROPPED);
    return judged
        .withColumn(BronzeEvents.DAY, to_date(col(BronzeEvents.KAFKA_TIME)))
        .withColumn(QuarantineEvents.STAGE, lit(NAME))
        .withColumn(BronzeEvents.KEY, when(wasDropped, null).otherwise(col("origin.key")))
        .withColumn(BronzeEvents.VALUE, when(wasDropped, null).otherwise(col("origin.value")))
        .withColumn(BronzeEvents.HEADERS, when(wasDropped, null).otherwise(col("origin.headers")))
        .select(QuarantineEvents.TABLE.select());
  }

  private static Dataset<Row> violations(Dataset<Row> judged) {
    return judged
        .filter(size(col(RuleStage.VIOLATED)).gt(0))
        .select(
            col(BronzeEvents.FEED),
            element_at(col(RuleStage.VIOLATED), 1).as("rule"),
            org.apache
                .spark
                .sql
                .functions
                .concat_ws(
                    "-",
                    col("topic"),
                    org.apache.spark.sql.functions.concat_ws(
                        "@", col("partition").cast("string"), col("offset").cast("string")))
                .as("place"));
  }
}
