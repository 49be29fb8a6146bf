package io.marketlake.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.marketlake.feature.company.CompanyLookup;
import io.marketlake.job.KeptPlan;
import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Feed;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What silver does with each row of a feed by itself, under one state of the company reference.
 *
 * @param feed the feed
 * @param judged rows of bronze -> those of the feed, typed and judged by all rules that look at one
 *     event; {@link #narrowed} where no rule compares events
 * @param narrowed without what only broken rules need in rows that break none
 * @param accepted judged rows -> rows of the feed's silver table
 * @param rejected judged rows -> rows of quarantine
 * @param counted judged rows -> what {@link FeedTally} counts
 */
record FeedSteps(
    Feed feed,
    UnaryOperator<Dataset<Row>> judged,
    UnaryOperator<Dataset<Row>> narrowed,
    UnaryOperator<Dataset<Row>> accepted,
    UnaryOperator<Dataset<Row>> rejected,
    UnaryOperator<Dataset<Row>> counted) {

  /** Steps that are planned whenever they are taken. */
  static FeedSteps of(Feed feed, Broadcast<CompanyLookup> reference) {
    return of(feed, reference, stage -> stage::apply);
  }

  /** Steps whose plans are kept, for micro-batches of few rows. */
  static FeedSteps kept(Feed feed, Broadcast<CompanyLookup> reference) {
    return of(feed, reference, stage -> new KeptPlan(stage)::over);
  }

  private static FeedSteps of(
      Feed feed,
      Broadcast<CompanyLookup> reference,
      Function<Stage, UnaryOperator<Dataset<Row>>> planning) {
    Stage judged =
        bronze ->
            new RuleStage(feed)
                .apply(
                    new TypedStage(feed, reference)
                        .apply(bronze.filter(col(BronzeEvents.FEED).equalTo(feed.name()))));
    boolean comparesEvents = !UniqueRules.of(feed).isEmpty();
    return new FeedSteps(
        feed,
        planning.apply(comparesEvents ? judged : bronze -> narrow(judged.apply(bronze))),
        comparesEvents ? planning.apply(FeedSteps::narrow) : UnaryOperator.identity(),
        planning.apply(rows -> accept(rows, feed, reference)),
        planning.apply(FeedSteps::reject),
        planning.apply(
            rows ->
                FeedTally.narrow(
                    // A correction stands for a record that was counted when it came.
                    rows.withColumn(FeedTally.IS_COUNTED, not(Coordinate.isCorrection())))));
  }

  private static Dataset<Row> narrow(Dataset<Row> judged) {
    Column isRejected = col(QuarantineEvents.CLASS).isNotNull();
    Map<String, Column> narrowed = new LinkedHashMap<>();
    for (String name :
        List.of(ParseStage.ORIGIN, QuarantineEvents.FAILED_RULES, QuarantineEvents.REASONS)) {
      narrowed.put(name, when(isRejected, col(name)));
    }
    for (String name : List.of(RuleStage.WARNED, RuleStage.VIOLATED)) {
      narrowed.put(name, when(size(col(name)).gt(0), col(name)));
    }
    return judged.withColumns(narrowed);
  }

  private static Dataset<Row> accept(
      Dataset<Row> judged, Feed feed, Broadcast<CompanyLookup> reference) {
    Table table = SilverTable.of(feed);
    Dataset<Row> valid = judged.filter(col(QuarantineEvents.CLASS).isNull());
    return (feed.text().isPresent() ? new TextColumnsStage(feed, reference).apply(valid) : valid)
        .withColumn(BronzeEvents.DAY, to_date(col(SilverTable.EVENT_TIME)))
        .select(table.select());
  }

  private static Dataset<Row> reject(Dataset<Row> judged) {
    Column wasDropped = col(QuarantineEvents.CLASS).equalTo(QuarantineEvents.DROPPED);
    return judged
        .filter(col(QuarantineEvents.CLASS).isNotNull())
        .withColumn(BronzeEvents.DAY, to_date(col(BronzeEvents.KAFKA_TIME)))
        .withColumn(QuarantineEvents.STAGE, lit(SilverLayer.NAME))
        .withColumn(
            BronzeEvents.KEY, when(wasDropped, null).otherwise(col(ParseStage.ORIGIN + ".key")))
        .withColumn(
            BronzeEvents.VALUE, when(wasDropped, null).otherwise(col(ParseStage.ORIGIN + ".value")))
        .withColumn(
            BronzeEvents.HEADERS,
            when(wasDropped, null).otherwise(col(ParseStage.ORIGIN + ".headers")))
        .select(QuarantineEvents.TABLE.select());
  }
}
