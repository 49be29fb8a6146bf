package io.marketlake.doctor;

import static org.apache.spark.sql.functions.col;

import io.marketlake.delta.LakeTables;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.OpsRemovals;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.silver.RuleRecount;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Whether the counts of rules equal a recount of silver and quarantine. A feed of which rows were
 * removed on purpose is passed over: its counts stay as they were. Reads silver's and quarantine's
 * coordinates and failed rules whole.
 */
public final class RuleCountCheck implements Check {
  @Override
  public String name() {
    return "rule-counts";
  }

  @Override
  public List<Finding> findings(LakeView lake) {
    if (!Stream.of(GoldRuleCounts.TABLE, QuarantineEvents.TABLE)
        .allMatch(lake.tables()::containsKey)) {
      return List.of();
    }
    return lake.feeds().stream()
        .filter(feed -> lake.tables().containsKey(SilverTable.of(feed)))
        .filter(feed -> isWhole(lake, feed))
        .flatMap(feed -> findings(lake, feed))
        .toList();
  }

  private static boolean isWhole(LakeView lake, Feed feed) {
    return !lake.tables().containsKey(OpsRemovals.TABLE)
        || lake.lake()
            .tables()
            .read(OpsRemovals.TABLE)
            .filter(
                col(OpsRemovals.TABLE_NAME)
                    .isin(
                        SilverTable.of(feed).id(),
                        QuarantineEvents.TABLE.id(),
                        GoldRuleCounts.TABLE.id()))
            .filter(col(BronzeEvents.FEED).isNull().or(col(BronzeEvents.FEED).equalTo(feed.name())))
            .isEmpty();
  }

  private Stream<Finding> findings(LakeView lake, Feed feed) {
    LakeTables tables = lake.lake().tables();
    // The counts first: what is judged after them has offsets that they do not bear.
    RuleRecount recount = new RuleRecount(ofFeed(tables, GoldRuleCounts.TABLE, feed));
    return recount
        .differences(
            tables.read(SilverTable.of(feed)), ofFeed(tables, QuarantineEvents.TABLE, feed))
        .stream()
        .map(
            difference ->
                new Finding(
                    Severity.WARNING,
                    name(),
                    GoldRuleCounts.TABLE.id(),
                    difference.rule().isEmpty()
                        ? "%s: %,d records were counted, and silver and quarantine have %,d of them"
                            .formatted(feed.name(), difference.counted(), difference.found())
                        : "%s: %,d failures of the rule %s were counted, and quarantine has %,d"
                            .formatted(
                                feed.name(),
                                difference.counted(),
                                difference.rule(),
                                difference.found()),
                    "shares that are made of the counts are wrong; a micro-batch of silver that is"
                        + " under way looks the same, and so does a table that was made anew under"
                        + " other rules",
                    "look again when silver is idle; after a rule was changed, count from the day"
                        + " of the change on"));
  }

  private static Dataset<Row> ofFeed(LakeTables tables, Table table, Feed feed) {
    return tables
        .readAt(table, tables.version(table))
        .filter(col(BronzeEvents.FEED).equalTo(feed.name()));
  }
}
