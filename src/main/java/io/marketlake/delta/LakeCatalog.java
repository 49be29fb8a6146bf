package io.marketlake.delta;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.BronzeGaps;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldAlerts;
import io.marketlake.schema.GoldChallenger;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldModelQuality;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.OpsModelAliases;
import io.marketlake.schema.OpsRemovals;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.ReferenceAdjustments;
import io.marketlake.schema.ReferenceCompanies;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;

/**
 * The names under which SQL finds a lake's tables: {@code bronze.events}, {@code silver.<feed>},
 * {@code quarantine.events}, {@code gold.sentiment}, {@code gold.sentiment_challenger}, {@code
 * gold.rule_counts}, {@code gold.direction}, {@code gold.model_quality}, {@code gold.alerts},
 * {@code gold.direction_current} and {@code gold.alerts_current} (the newest row of each forecast
 * and alert), {@code reference.companies}, the tables of bars, {@code bronze.gaps}, {@code
 * ops.removals}, a view a feed of bronze and quarantine, {@code ops.model_aliases} and {@code
 * ops.champions} (which model was champion from when to when), {@code quarantine.open} (what no
 * correction stands for, but for declared drops), {@code quarantine.corrections}, {@code
 * silver.bars_current} (the newest revision of each bar), {@code silver.bars_open} (provisional
 * bars) and {@code reference.company_periods} (from when to when each row of the reference held).
 */
public final class LakeCatalog {
  /** The tables that say what is missing and what was decided; most lakes lack some of them. */
  public static final List<Table> RECORDS =
      List.of(
          BronzeGaps.TABLE,
          OpsRemovals.TABLE,
          OpsModelAliases.TABLE,
          GoldChallenger.TABLE,
          GoldDirection.TABLE,
          GoldModelQuality.TABLE,
          GoldAlerts.TABLE,
          ReferenceAdjustments.TABLE);

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

  /**
   * The queries of the views on the lake's tables, by their names in SQL. A view can be made where
   * the tables that it reads exist.
   */
  public static Map<String, String> views(Collection<Feed> feeds) {
    Map<String, String> queries = new LinkedHashMap<>();
    LakeViews.of(feeds).forEach((name, view) -> queries.put(name, view.query()));
    return queries;
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
    Map<String, LakeView> views = LakeViews.of(feeds);
    for (Table table : List.of(BronzeEvents.TABLE, QuarantineEvents.TABLE)) {
      if (lake.tables().exists(table)) {
        feeds.forEach(feed -> register(spark, views, table.layer() + "." + feed.name()));
      }
    }
    // A lake that no job of this release has written yet has no corrections.
    if (lake.tables().exists(QuarantineEvents.TABLE)
        && lake.tables().hasColumn(BronzeEvents.TABLE, BronzeEvents.CORRECTION)) {
      register(spark, views, "quarantine.corrections");
      register(spark, views, "quarantine.open");
    }
    if (lake.tables().exists(OpsModelAliases.TABLE)) {
      register(spark, views, "ops.champions");
    }
    if (lake.tables().exists(GoldDirection.TABLE)) {
      register(spark, views, "gold.direction_current");
    }
    if (lake.tables().exists(GoldAlerts.TABLE)) {
      register(spark, views, "gold.alerts_current");
    }
    if (tables.contains(SilverBarStates.TABLE) && lake.tables().exists(SilverBarStates.TABLE)) {
      register(spark, views, "silver.bars_current");
      register(spark, views, "silver.bars_open");
    }
    if (tables.contains(ReferenceCompanies.TABLE)
        && lake.tables().exists(ReferenceCompanies.TABLE)) {
      register(spark, views, "reference.company_periods");
    }
  }

  private static void register(SparkSession spark, Map<String, LakeView> views, String name) {
    spark.sql(Objects.requireNonNull(views.get(name)).statement());
  }

  /**
   * Gives a query a name in the session's catalog.
   *
   * @param columns its columns in brackets, with what they mean
   * @param comment what its rows are
   */
  public static void register(
      SparkSession spark, String name, String columns, String comment, String query) {
    spark.sql(new LakeView(name, columns, comment, query).statement());
  }
}
