package io.marketlake.silver;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.QuarantineEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What was judged of a feed.
 *
 * @param records how many records
 * @param accepted how many of them go to silver
 * @param failed how many broke each rule that any broke, warnings included
 * @param firstKnownAt known_at of the oldest
 * @param lastKnownAt known_at of the newest
 * @param ranges where they stand in Kafka, in order
 */
record FeedTally(
    long records,
    long accepted,
    Map<String, Long> failed,
    Instant firstKnownAt,
    Instant lastKnownAt,
    List<OffsetRange> ranges) {

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

  /** Counts judged rows, in one job for all feeds; feeds without rows have no tally. */
  static Map<String, FeedTally> of(List<Dataset<Row>> judged) {
    Dataset<Row> narrow =
        judged.stream().map(FeedTally::narrow).reduce(Dataset::union).orElseThrow();
    Column[] groups =
        java.util.stream.Stream.concat(PLACE.stream(), java.util.stream.Stream.of(RULE))
            .map(name -> col("`" + name + "`"))
            .toArray(Column[]::new);
    Column offset = col("`" + Coordinate.OFFSET + "`");
    List<Row> counted =
        narrow
            .groupBy(groups)
            .agg(
                count(lit(1)),
                min(offset),
                max(offset),
                min(col(BronzeEvents.KNOWN_AT)),
                max(col(BronzeEvents.KNOWN_AT)),
                count(when(col(IS_ACCEPTED), true)))
            .collectAsList();
    Map<String, List<Row>> byFeed = new TreeMap<>();
    counted.forEach(
        row -> byFeed.computeIfAbsent(row.getString(0), feed -> new ArrayList<>()).add(row));
    Map<String, FeedTally> tallies = new TreeMap<>();
    byFeed.forEach((feed, rows) -> tallies.put(feed, merged(rows)));
    return tallies;
  }

  /** A row for each record, which says whether it is accepted, and each rule that one broke. */
  private static Dataset<Row> narrow(Dataset<Row> judged) {
    List<Column> columns = new ArrayList<>(PLACE.stream().map(c -> col("`" + c + "`")).toList());
    columns.add(col("`" + Coordinate.OFFSET + "`"));
    columns.add(col(BronzeEvents.KNOWN_AT));
    columns.add(col(QuarantineEvents.CLASS).isNull().as(IS_ACCEPTED));
    columns.add(
        explode(
                concat(
                    array(lit(RECORD)),
                    array_distinct(
                        concat(col(QuarantineEvents.FAILED_RULES), col(RuleStage.WARNED)))))
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
      String rule = row.getString(5);
      long count = row.getLong(6);
      if (!rule.equals(RECORD)) {
        failed.merge(rule, count, Long::sum);
      } else {
        records += count;
        accepted += row.getLong(11);
        OffsetRange range =
            new OffsetRange(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                row.getLong(7),
                row.getLong(8));
        ranges.merge(range.place(), range, OffsetRange::with);
        Instant oldest = row.getTimestamp(9).toInstant();
        Instant newest = row.getTimestamp(10).toInstant();
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
        ranges.values().stream().sorted(OffsetRange.ORDER).toList());
  }

  /** The same, but known by a time at the latest: a producer's clock may be ahead. */
  FeedTally knownBy(Instant time) {
    return new FeedTally(
        records,
        accepted,
        failed,
        firstKnownAt.isAfter(time) ? time : firstKnownAt,
        lastKnownAt.isAfter(time) ? time : lastKnownAt,
        ranges);
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
