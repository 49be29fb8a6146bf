package io.marketlake.silver;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.TableRows;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What was judged of a feed.
 *
 * @param records how many records, of those that are counted now, as is all that follows but the
 *     rows
 * @param accepted how many of them go to silver
 * @param failed how many broke each rule that any broke, warnings included
 * @param firstKnownAt known_at of the oldest
 * @param lastKnownAt known_at of the newest
 * @param ranges where they stand in Kafka, in order
 * @param silver the rows of all that were judged which silver gets; empty where there are none
 * @param quarantine those that quarantine gets; empty where there are none
 */
record FeedTally(
    long records,
    long accepted,
    Map<String, Long> failed,
    Instant firstKnownAt,
    Instant lastKnownAt,
    List<OffsetRange> ranges,
    Optional<TableRows> silver,
    Optional<TableRows> quarantine) {

  /** Whether a record is counted now (boolean): in the judged rows and nowhere else. */
  static final String IS_COUNTED = "__is_counted";

  // No rule's name begins with a space.
  private static final String RECORD = " record";
  private static final String IS_ACCEPTED = "__is_accepted";

  private static final String RULE = "rule";
  private static final List<String> PLACE =
      List.of(
          BronzeEvents.FEED,
          Coordinate.CLUSTER_ID,
          Coordinate.TOPIC_ID,
          Coordinate.TOPIC,
          Coordinate.PARTITION);

  FeedTally {
    failed = Map.copyOf(failed);
    ranges = List.copyOf(ranges);
  }

  /** Where rows stand in Kafka: from the first to the last of each partition. */
  static List<OffsetRange> ranges(Dataset<Row> rows) {
    Column offset = col("`" + Coordinate.OFFSET + "`");
    return rows
        .groupBy(PLACE.stream().map(name -> col("`" + name + "`")).toArray(Column[]::new))
        .agg(min(offset), max(offset))
        .collectAsList()
        .stream()
        .map(
            row ->
                new OffsetRange(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getInt(4),
                    row.getLong(5),
                    row.getLong(6)))
        .toList();
  }

  /**
   * Counts judged rows, in one job for all feeds; feeds without rows have no tally.
   *
   * @param narrow what {@link #narrow} makes of them, of each feed
   * @param inOneTask all of them in one, rather than a task a part and one more for the sums
   */
  static Map<String, FeedTally> of(List<Dataset<Row>> narrow, boolean inOneTask) {
    Dataset<Row> all = narrow.stream().reduce(Dataset::union).orElseThrow();
    Column[] groups =
        Stream.concat(PLACE.stream(), Stream.of(RULE, IS_COUNTED))
            .map(name -> col("`" + name + "`"))
            .toArray(Column[]::new);
    Column offset = col("`" + Coordinate.OFFSET + "`");
    Column knownAt = col(BronzeEvents.KNOWN_AT);
    List<Row> counted =
        (inOneTask ? all.coalesce(1) : all)
            .groupBy(groups)
            .agg(
                count(lit(1)).as("rows"),
                min(offset).as("first_offset"),
                max(offset).as("last_offset"),
                min(knownAt).as("oldest"),
                max(knownAt).as("newest"),
                count(when(col(IS_ACCEPTED), true)).as("accepted"),
                max(when(col(IS_ACCEPTED), knownAt)).as("newest_accepted"),
                max(when(not(col(IS_ACCEPTED)), knownAt)).as("newest_rejected"))
            .collectAsList();
    Map<String, List<Row>> byFeed = new TreeMap<>();
    counted.forEach(
        row -> byFeed.computeIfAbsent(row.getString(0), feed -> new ArrayList<>()).add(row));
    Map<String, FeedTally> tallies = new TreeMap<>();
    byFeed.forEach((feed, rows) -> tallies.put(feed, merged(rows)));
    return tallies;
  }

  /**
   * A row for each record, which says whether it is accepted, and each rule that one broke.
   *
   * @param judged with {@link #IS_COUNTED}
   */
  static Dataset<Row> narrow(Dataset<Row> judged) {
    List<Column> columns = new ArrayList<>(PLACE.stream().map(c -> col("`" + c + "`")).toList());
    columns.add(col("`" + Coordinate.OFFSET + "`"));
    columns.add(col(BronzeEvents.KNOWN_AT));
    columns.add(col(IS_COUNTED));
    columns.add(col(QuarantineEvents.CLASS).isNull().as(IS_ACCEPTED));
    Column failed = coalesce(col(QuarantineEvents.FAILED_RULES), RuleStage.none());
    Column warned = coalesce(col(RuleStage.WARNED), RuleStage.none());
    columns.add(
        explode(
                // Most break nothing.
                when(size(failed).equalTo(0).and(size(warned).equalTo(0)), array(lit(RECORD)))
                    .otherwise(concat(array(lit(RECORD)), array_distinct(concat(failed, warned)))))
            .as(RULE));
    return judged.select(columns.toArray(Column[]::new));
  }

  private static FeedTally merged(List<Row> rows) {
    long records = 0;
    long accepted = 0;
    Map<String, Long> failed = new HashMap<>();
    Map<String, OffsetRange> ranges = new HashMap<>();
    Instant first = Instant.MAX;
    Instant last = Instant.MIN;
    for (Row row : rows) {
      if (!row.<Boolean>getAs(IS_COUNTED)) {
        continue;
      }
      String rule = row.getAs(RULE);
      long count = row.<Long>getAs("rows");
      if (!rule.equals(RECORD)) {
        failed.merge(rule, count, Long::sum);
      } else {
        records += count;
        accepted += row.<Long>getAs("accepted");
        OffsetRange range =
            new OffsetRange(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                row.getAs("first_offset"),
                row.getAs("last_offset"));
        ranges.merge(range.place(), range, OffsetRange::with);
        Instant oldest = row.<Timestamp>getAs("oldest").toInstant();
        Instant newest = row.<Timestamp>getAs("newest").toInstant();
        first = oldest.isBefore(first) ? oldest : first;
        last = newest.isAfter(last) ? newest : last;
      }
    }
    return new FeedTally(
        records,
        accepted,
        failed,
        first,
        last,
        ranges.values().stream().sorted(OffsetRange.ORDER).toList(),
        rowsOf(rows, row -> row.<Long>getAs("accepted"), "newest_accepted"),
        rowsOf(
            rows, row -> row.<Long>getAs("rows") - row.<Long>getAs("accepted"), "newest_rejected"));
  }

  private static Optional<TableRows> rowsOf(
      List<Row> rows, ToLongFunction<Row> count, String newest) {
    return rows.stream()
        .filter(row -> row.getAs(RULE).equals(RECORD) && count.applyAsLong(row) > 0)
        .map(row -> new TableRows(count.applyAsLong(row), row.<Timestamp>getAs(newest).toInstant()))
        .reduce(TableRows::with);
  }

  /** The same, but known by a time at the latest: a producer's clock may be ahead. */
  FeedTally knownBy(Instant time) {
    return new FeedTally(
        records,
        accepted,
        failed,
        firstKnownAt.isAfter(time) ? time : firstKnownAt,
        lastKnownAt.isAfter(time) ? time : lastKnownAt,
        ranges,
        silver,
        quarantine);
  }

  /** How many records broke a rule. */
  long failed(String rule) {
    return failed.getOrDefault(rule, 0L);
  }

  /** Tells the records of this tally from others: where they stand. */
  String key() {
    return OffsetRange.keyOf(ranges);
  }
}
