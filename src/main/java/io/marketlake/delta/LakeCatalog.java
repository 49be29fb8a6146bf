package io.marketlake.delta;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.BronzeGaps;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldChallenger;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.OpsModelAliases;
import io.marketlake.schema.OpsRemovals;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * The names under which SQL finds a lake's tables: {@code bronze.events}, {@code silver.<feed>},
 * {@code quarantine.events}, {@code gold.sentiment}, {@code gold.sentiment_challenger}, {@code
 * gold.rule_counts}, {@code reference.companies}, the tables of bars, {@code bronze.gaps}, {@code
 * ops.removals}, a view a feed of bronze and quarantine, {@code ops.model_aliases} and {@code
 * ops.champions} (which model was champion from when to when), {@code quarantine.open} (what no
 * correction stands for, but for declared drops), {@code quarantine.corrections}, {@code
 * silver.bars_current} (the newest revision of each bar) and {@code silver.bars_open} (provisional
 * bars).
 */
public final class LakeCatalog {
  private static final String BARS_CURRENT =
      """
      CREATE OR REPLACE VIEW silver.bars_current AS
      SELECT bar.* FROM silver.bars AS bar
      LEFT ANTI JOIN (SELECT * FROM silver.bars WHERE revision > 0) AS revised
        ON revised.day = bar.day AND revised.source_feed = bar.source_feed
        AND revised.symbol = bar.symbol AND revised.interval = bar.interval
        AND revised.bar_start = bar.bar_start AND revised.revision > bar.revision
      WHERE bar.trade_count > 0""";

  private static final String BARS_OPEN =
      """
      CREATE OR REPLACE VIEW silver.bars_open AS
      SELECT newest.source_feed, newest.symbol, newest.known_at, bar.*
      FROM (
        SELECT max_by(struct(*), step) AS newest FROM silver.bar_states
        WHERE symbol IS NOT NULL GROUP BY source_feed, state_key)
      LATERAL VIEW explode(newest.open_bars) AS bar""";

  private static final String CORRECTIONS =
      """
      CREATE OR REPLACE VIEW quarantine.corrections AS
      SELECT feed, topic_id AS replay, `offset` AS number, known_at AS made_at, correction.made_by,
        correction.note, correction.fix, correction AS corrects, key, value
      FROM bronze.events WHERE cluster_id = 'correction'""";

  private static final String QUARANTINE_OPEN =
      """
      CREATE OR REPLACE VIEW quarantine.open AS
      SELECT rejected.* FROM quarantine.events AS rejected
      LEFT ANTI JOIN (SELECT correction.* FROM bronze.events WHERE cluster_id = 'correction') AS made
        ON made.cluster_id = rejected.cluster_id AND made.topic_id = rejected.topic_id
        AND made.`partition` = rejected.`partition` AND made.`offset` = rejected.`offset`
      WHERE rejected.class <> 'dropped'""";

  private static final String CHAMPIONS =
      """
      CREATE OR REPLACE VIEW ops.champions AS
      SELECT kind, version, changed_at AS since,
        lead(changed_at) OVER (PARTITION BY kind ORDER BY number) AS until,
        action, changed_by, reason
      FROM ops.model_aliases WHERE alias = 'champion'""";

  /** The tables that say what is missing and what was decided; most lakes lack some of them. */
  public static final List<Table> RECORDS =
      List.of(BronzeGaps.TABLE, OpsRemovals.TABLE, OpsModelAliases.TABLE, GoldChallenger.TABLE);

  private LakeCatalog() {}

  /** The tables that the feeds alone decide. */
  public static List<Table> tablesOf(Collection<Feed> feeds) {
    List<Table> tables = new ArrayList<>();
    tables.add(BronzeEvents.TABLE);
    feeds.forEach(feed -> tables.add(SilverTable.of(feed)));
    tables.add(QuarantineEvents.TABLE);
    tables.add(GoldSentiment.TABLE);
    tables.add(GoldRuleCounts.TABLE);
    return tables;
  }

  /** Registers the tables that exist, and the views on them, in the session's catalog. */
  public static void register(
      SparkSession spark, Lake lake, List<Table> tables, Collection<Feed> feeds) {
    for (String database : List.of("bronze", "silver", "quarantine", "gold", "reference", "ops")) {
      spark.sql("CREATE DATABASE IF NOT EXISTS " + database);
    }
    for (Table table : tables) {
      if (lake.tables().exists(table)) {
        spark.sql(
            "CREATE TABLE IF NOT EXISTS "
                + table.id()
                + " USING delta LOCATION '"
                + lake.tables().pathOf(table).replace("'", "\\'")
                + "'");
      }
    }
    for (Table table : List.of(BronzeEvents.TABLE, QuarantineEvents.TABLE)) {
      if (lake.tables().exists(table)) {
        for (Feed feed : feeds) {
          spark.sql(
              "CREATE OR REPLACE VIEW %s.%s AS SELECT * FROM %s WHERE feed = '%s'"
                  .formatted(table.layer(), feed.name(), table.id(), feed.name()));
        }
      }
    }
    // A lake that no job of this release has written yet has no corrections.
    if (lake.tables().exists(QuarantineEvents.TABLE)
        && lake.tables().hasColumn(BronzeEvents.TABLE, BronzeEvents.CORRECTION)) {
      spark.sql(CORRECTIONS);
      spark.sql(QUARANTINE_OPEN);
    }
    if (lake.tables().exists(OpsModelAliases.TABLE)) {
      spark.sql(CHAMPIONS);
    }
    if (tables.contains(SilverBarStates.TABLE) && lake.tables().exists(SilverBarStates.TABLE)) {
      spark.sql(BARS_CURRENT);
      spark.sql(BARS_OPEN);
    }
  }
}
