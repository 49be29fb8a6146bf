package io.marketlake.silver;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Micros;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.TableRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
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
   * @param inOneTask all of them in one, rather than in a task a part
   */
  static Map<String, FeedTally> of(List<Dataset<Row>> narrow, boolean inOneTask) {
    Map<String, List<TallyFold.Group>> byFeed = new TreeMap<>();
    for (TallyFold.Group group : TallyFold.of(narrow, inOneTask)) {
      byFeed.computeIfAbsent(group.feed(), feed -> new ArrayList<>()).add(group);
    }
    Map<String, FeedTally> tallies = new TreeMap<>();
    byFeed.forEach((feed, groups) -> tallies.put(feed, merged(groups)));
    return tallies;
  }

  /**
   * A row for each record, which says whether it is accepted, and each rule that one broke.
   *
   * @param judged with {@link #IS_COUNTED}
   * @return columns as {@link TallyFold} reads them
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
            .as("rule"));
    return judged.select(columns.toArray(Column[]::new));
  }

  private static FeedTally merged(List<TallyFold.Group> groups) {
    long records = 0;
    long accepted = 0;
    Map<String, Long> failed = new HashMap<>();
    Map<String, OffsetRange> ranges = new HashMap<>();
    Instant first = Instant.MAX;
    Instant last = Instant.MIN;
    for (TallyFold.Group group : groups) {
      if (!group.isCounted()) {
        continue;
      }
      if (!group.rule().equals(RECORD)) {
        failed.merge(group.rule(), group.rows(), Long::sum);
      } else {
        records += group.rows();
        accepted += group.accepted();
        ranges.merge(group.range().place(), group.range(), OffsetRange::with);
        Instant oldest = Micros.instant(group.oldest());
        Instant newest = Micros.instant(group.newest());
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
        rowsOf(groups, TallyFold.Group::acceptedRows),
        rowsOf(groups, TallyFold.Group::rejectedRows));
  }

  private static Optional<TableRows> rowsOf(
      List<TallyFold.Group> groups, Function<TallyFold.Group, Optional<TableRows>> of) {
    return groups.stream()
        .filter(group -> group.rule().equals(RECORD))
        .flatMap(group -> of.apply(group).stream())
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
