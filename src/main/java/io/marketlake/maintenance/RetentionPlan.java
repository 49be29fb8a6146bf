package io.marketlake.maintenance;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;

import io.marketlake.delta.DataFile;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldAlerts;
import io.marketlake.schema.GoldChallenger;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldModelQuality;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The tables from which days may go, in the order of the data: bronze, quarantine, silver, gold,
 * bars and marts. The state of the bars is none of them, since bars go on from it.
 */
public final class RetentionPlan {
  /** Nobody fills these again: each may forget what it likes. */
  private static final List<Table> UNFILLED =
      List.of(GoldDirection.TABLE, GoldModelQuality.TABLE, GoldAlerts.TABLE);

  private final List<Feed> feeds;
  private final List<Table> bars;
  private final List<Table> marts;

  /**
   * A plan.
   *
   * @param bars the tables that bars are written to and that they do not go on from
   * @param marts the tables of marts, which are made of others and kept as long as one likes
   */
  public RetentionPlan(Collection<Feed> feeds, Collection<Table> bars, Collection<Table> marts) {
    this.feeds = List.copyOf(feeds);
    this.bars = List.copyOf(bars);
    this.marts = List.copyOf(marts);
  }

  /**
   * Rows that are kept for a time.
   *
   * @param feed whose rows; empty for those of all feeds
   * @param madeOf the tables before, which must have forgotten the same rows
   */
  record Target(Table table, Optional<String> feed, int days, List<Table> madeOf) {
    Target {
      madeOf = List.copyOf(madeOf);
    }

    /** Whether a partition may have such rows. */
    boolean mayHold(Map<String, String> partition) {
      String of = partition.get(BronzeEvents.FEED);
      return of == null || feed.isEmpty() || of.equals(feed.get());
    }

    /** Whether all rows of a file are or none is. */
    boolean isOfWholeFiles() {
      return feed.isEmpty() || table.partitionedBy().contains(BronzeEvents.FEED) || !hasFeed();
    }

    /** Whether each row is one event, and bears its coordinate. */
    boolean isOfCoordinates() {
      return feed.isPresent()
          && table.columns().stream().anyMatch(column -> column.name().equals(Coordinate.OFFSET));
    }

    /**
     * The day of a row that tells whether the tables before still have what it was made of. Counts
     * are made when records are judged, which is no earlier than Kafka got them.
     */
    Column clock() {
      return table.equals(GoldRuleCounts.TABLE)
          ? to_date(col(BronzeEvents.INGESTED_AT))
          : col(BronzeEvents.DAY);
    }

    Column isOwn() {
      return feed.isPresent() && hasFeed() ? col(BronzeEvents.FEED).equalTo(feed.get()) : lit(true);
    }

    Dataset<Row> own(Dataset<Row> rows) {
      return rows.filter(isOwn());
    }

    /** The same for the same files, so that a second try is known. */
    String nameOf(List<DataFile> files) {
      String text =
          files.stream()
              .map(DataFile::path)
              .sorted()
              .collect(Collectors.joining("\n", table.id() + feed.orElse("") + "\n", ""));
      return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private boolean hasFeed() {
      return table.columns().stream().anyMatch(column -> column.name().equals(BronzeEvents.FEED));
    }
  }

  List<Target> targets(KeepRules rules) {
    List<Target> targets = new ArrayList<>();
    for (Feed feed : feeds) {
      Table silver = SilverTable.of(feed);
      add(targets, rules, BronzeEvents.TABLE, feed, List.of());
      add(targets, rules, QuarantineEvents.TABLE, feed, List.of(BronzeEvents.TABLE));
      add(targets, rules, silver, feed, List.of(BronzeEvents.TABLE));
      // A refill of what bronze still has would count again what was forgotten.
      add(targets, rules, GoldRuleCounts.TABLE, feed, List.of(BronzeEvents.TABLE));
      if (feed.text().isPresent()) {
        add(targets, rules, GoldSentiment.TABLE, feed, List.of(silver));
        add(targets, rules, GoldChallenger.TABLE, feed, List.of(silver));
      }
    }
    List<Table> priced =
        feeds.stream().filter(feed -> feed.bars().isPresent()).map(SilverTable::of).toList();
    for (Table table : UNFILLED) {
      rules
          .days(table.id())
          .ifPresent(days -> targets.add(new Target(table, Optional.empty(), days, List.of())));
    }
    for (Table table : bars) {
      rules
          .days(table.id())
          .ifPresent(days -> targets.add(new Target(table, Optional.empty(), days, priced)));
    }
    for (Table table : marts) {
      rules
          .days(table.id())
          .ifPresent(days -> targets.add(new Target(table, Optional.empty(), days, List.of())));
    }
    return targets;
  }

  private static void add(
      List<Target> targets, KeepRules rules, Table table, Feed feed, List<Table> madeOf) {
    rules
        .days(table.id(), feed.name())
        .ifPresent(days -> targets.add(new Target(table, Optional.of(feed.name()), days, madeOf)));
  }

  /** What of these rules can't be, one sentence each. */
  public List<String> problems(KeepRules rules) {
    List<String> problems = new ArrayList<>();
    for (String name : rules.feeds().keySet()) {
      if (feeds.stream().noneMatch(feed -> feed.name().equals(name))) {
        problems.add("names the feed " + name + ", and there is none of that name");
      }
    }
    List<String> known = new ArrayList<>();
    for (Feed feed : feeds) {
      String silver = SilverTable.of(feed).id();
      known.add(silver);
      order(problems, rules, feed, BronzeEvents.TABLE.id(), QuarantineEvents.TABLE.id());
      order(problems, rules, feed, BronzeEvents.TABLE.id(), silver);
      order(problems, rules, feed, BronzeEvents.TABLE.id(), GoldRuleCounts.TABLE.id());
      if (feed.text().isPresent()) {
        order(problems, rules, feed, silver, GoldSentiment.TABLE.id());
        order(problems, rules, feed, silver, GoldChallenger.TABLE.id());
      }
      if (feed.bars().isPresent()) {
        bars.forEach(
            table ->
                order(
                    problems,
                    silver,
                    rules.days(silver, feed.name()),
                    table.id(),
                    rules.days(table.id())));
      }
    }
    known.addAll(
        List.of(
            BronzeEvents.TABLE.id(),
            QuarantineEvents.TABLE.id(),
            GoldRuleCounts.TABLE.id(),
            GoldSentiment.TABLE.id(),
            GoldChallenger.TABLE.id()));
    UNFILLED.forEach(table -> known.add(table.id()));
    bars.forEach(table -> known.add(table.id()));
    marts.forEach(table -> known.add(table.id()));
    for (String name : rules.tables().keySet()) {
      if (!known.contains(name)) {
        problems.add(
            "names the table "
                + name
                + ", which has no days that could go; there are "
                + known.stream().sorted().collect(Collectors.joining(", ")));
      }
    }
    return problems.stream().distinct().toList();
  }

  /**
   * What of these rules would leave a mart as it is for ever, one sentence each: its newest days
   * would need days that have gone.
   *
   * @param needed how many days before its own a row of a mart needs of a table, by the mart's name
   *     and then the table's
   */
  public List<String> problems(KeepRules rules, Map<String, Map<String, Integer>> needed) {
    List<String> problems = new ArrayList<>();
    for (Target target : targets(rules)) {
      String table = target.table().id();
      Map<String, Integer> waiting = new TreeMap<>();
      needed.forEach(
          (mart, tables) -> {
            int back = tables.getOrDefault(table, 0);
            if (back >= target.days()) {
              waiting.put(mart, back);
            }
          });
      if (!waiting.isEmpty()) {
        int most = Collections.max(waiting.values());
        problems.add(
            "keeps %s%s for %d days, and a day of %s needs those up to %d days before it, so that it would no longer be brought up to date: keep that for %d days or more"
                .formatted(
                    table,
                    target.feed().map(feed -> " of the feed " + feed).orElse(""),
                    target.days(),
                    String.join(" and of ", waiting.keySet()),
                    most,
                    most + 1));
      }
    }
    return problems;
  }

  private static void order(
      List<String> problems, KeepRules rules, Feed feed, String before, String after) {
    order(problems, before, rules.days(before, feed.name()), after, rules.days(after, feed.name()));
  }

  /** A layer that forgot what the one before it still has would be filled with it again. */
  private static void order(
      List<String> problems,
      String before,
      Optional<Integer> first,
      String after,
      Optional<Integer> then) {
    if (then.isPresent() && (first.isEmpty() || first.get() > then.get())) {
      problems.add(
          "keeps %s for %d days, and %s, which it is made of, %s: keep that no longer"
              .formatted(
                  after,
                  then.get(),
                  before,
                  first.map(days -> "for " + days + " days").orElse("for ever")));
    }
  }
}
