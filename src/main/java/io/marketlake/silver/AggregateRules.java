package io.marketlake.silver;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Expectation.Aggregate;
import io.marketlake.schema.Expectation.Measure;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Rule;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Judges micro-batches by the aggregate rules of feeds. What it remembers of earlier ones it reads
 * once from the counts that silver wrote; a micro-batch is remembered once it has ended.
 */
final class AggregateRules {
  /** A feed that is not idle fills its baselines within them. */
  private static final int RECENT_DAYS = 2;

  private final JudgedBefore judgedBefore;
  private final Map<String, BatchMemory> memories = new HashMap<>();
  private final List<Runnable> pending = new ArrayList<>();

  AggregateRules(JudgedBefore judgedBefore) {
    this.judgedBefore = judgedBefore;
  }

  /** Those of a feed's rules that judge a micro-batch. */
  static List<Rule> of(Feed feed) {
    return feed.rules().stream().filter(r -> r.expectation() instanceof Aggregate).toList();
  }

  private static Aggregate asked(Rule rule) {
    return (Aggregate) rule.expectation();
  }

  /** What a feed's rules say of a micro-batch; nothing of it is remembered before {@link #end}. */
  List<Verdict> judge(Feed feed, Dataset<Row> judged, FeedTally tally) {
    List<Rule> rules = of(feed);
    if (rules.isEmpty()) {
      return List.of();
    }
    BatchMemory memory =
        memories.computeIfAbsent(feed.name(), name -> remembered(feed, rules, tally.lastKnownAt()));
    Map<String, OptionalDouble> measures = measures(rules, judged, tally, memory);
    List<Verdict> verdicts = new ArrayList<>();
    for (Rule rule : rules) {
      Aggregate asked = asked(rule);
      OptionalDouble measure = measures.getOrDefault(rule.name(), OptionalDouble.empty());
      verdicts.add(
          Verdict.of(
              rule, asked, measure, memory.baseline(rule.name(), tally.key(), asked.baseline())));
      // A measure that comes too early to be judged is what the baseline begins with.
      if (measure.isPresent() && verdicts.get(verdicts.size() - 1).holds()) {
        pending.add(
            () ->
                memory.accepted(
                    rule.name(), tally.key(), tally.lastKnownAt(), measure.getAsDouble()));
      }
    }
    pending.add(() -> memory.arrived(tally.key(), tally.lastKnownAt(), tally.records()));
    return verdicts;
  }

  /** Forgets what was judged and came to no end. */
  void begin() {
    pending.clear();
  }

  /** Remembers the micro-batch that has ended. */
  void end() {
    pending.forEach(Runnable::run);
    pending.clear();
  }

  private static Map<String, OptionalDouble> measures(
      List<Rule> rules, Dataset<Row> judged, FeedTally tally, BatchMemory memory) {
    Map<String, OptionalDouble> measures = new HashMap<>();
    List<Rule> ofColumns = new ArrayList<>();
    for (Rule rule : rules) {
      if (asked(rule).measure() == Measure.EVENTS_PER_MINUTE) {
        measures.put(rule.name(), memory.perMinute(tally, asked(rule).over()));
      } else if (tally.accepted() >= Math.max(1, asked(rule).leastRecords())) {
        ofColumns.add(rule);
      }
    }
    if (!ofColumns.isEmpty()) {
      Row values =
          judged
              .filter(col(QuarantineEvents.CLASS).isNull())
              .agg(
                  count(lit(1)),
                  ofColumns.stream().map(AggregateRules::measure).toArray(Column[]::new))
              .first();
      for (int i = 0; i < ofColumns.size(); i++) {
        if (!values.isNullAt(i + 1)) {
          measures.put(ofColumns.get(i).name(), OptionalDouble.of(values.getDouble(i + 1)));
        }
      }
    }
    return measures;
  }

  private static Column measure(Rule rule) {
    Column column = col("`" + asked(rule).column().orElseThrow() + "`");
    return asked(rule).measure() == Measure.NULL_SHARE
        ? avg(when(column.isNull(), 1.0).otherwise(0.0))
        : avg(column.cast("double"));
  }

  /**
   * What the counts tell of the newest micro-batches: of the last days, and of all where these do
   * not fill the baselines.
   */
  private BatchMemory remembered(Feed feed, List<Rule> rules, Instant now) {
    Dataset<Row> counts =
        judgedBefore
            .counts(feed)
            .filter(
                not(
                    array_contains(
                        col(GoldRuleCounts.RANGES).getField(Coordinate.CLUSTER_ID),
                        Coordinate.BACKFILL)))
            .withColumn(
                BronzeEvents.KNOWN_AT,
                least(col(BronzeEvents.KNOWN_AT), col(BronzeEvents.INGESTED_AT)));
    Date recent = Date.valueOf(LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(RECENT_DAYS));
    BatchMemory memory = remembered(counts.filter(col(BronzeEvents.DAY).geq(lit(recent))), rules);
    boolean isFull =
        rules.stream().allMatch(rule -> memory.isFull(rule.name(), asked(rule).baseline()));
    return isFull ? memory : remembered(counts, rules);
  }

  private static BatchMemory remembered(Dataset<Row> counts, List<Rule> rules) {
    Duration longest =
        rules.stream().map(r -> asked(r).over()).max(Duration::compareTo).orElseThrow();
    int deepest = rules.stream().mapToInt(r -> asked(r).baseline()).max().orElseThrow();
    BatchMemory memory = new BatchMemory(longest, deepest);
    Dataset<Row> parsed = counts.filter(col(GoldRuleCounts.RULE).equalTo(Rule.JSON));
    Row newest = parsed.agg(max(col(BronzeEvents.KNOWN_AT))).first();
    if (newest.isNullAt(0)) {
      return memory;
    }
    Instant from = newest.getTimestamp(0).toInstant().minus(longest.multipliedBy(2));
    parsed
        .filter(col(BronzeEvents.KNOWN_AT).geq(Timestamp.from(from)))
        .collectAsList()
        .forEach(
            row ->
                memory.arrived(
                    key(row),
                    knownAt(row),
                    row.<Long>getAs(GoldRuleCounts.PASSED)
                        + row.<Long>getAs(GoldRuleCounts.FAILED)));
    for (Rule rule : rules) {
      counts
          .filter(
              col(GoldRuleCounts.RULE)
                  .equalTo(rule.name())
                  .and(col(GoldRuleCounts.KIND).equalTo(asked(rule).kind()))
                  .and(col(GoldRuleCounts.MEASURE).isNotNull())
                  .and(col(GoldRuleCounts.FAILED).equalTo(0)))
          .orderBy(col(BronzeEvents.KNOWN_AT).desc())
          .limit(asked(rule).baseline() + 1)
          .collectAsList()
          .forEach(
              row ->
                  memory.accepted(
                      rule.name(),
                      key(row),
                      knownAt(row),
                      row.<Double>getAs(GoldRuleCounts.MEASURE)));
    }
    return memory;
  }

  private static Instant knownAt(Row row) {
    return row.<Timestamp>getAs(BronzeEvents.KNOWN_AT).toInstant();
  }

  private static String key(Row row) {
    return OffsetRange.keyOf(
        row.<Row>getList(row.fieldIndex(GoldRuleCounts.RANGES)).stream()
            .map(OffsetRange::of)
            .toList());
  }
}
