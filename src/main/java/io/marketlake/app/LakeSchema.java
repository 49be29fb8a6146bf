package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeCatalog;
import io.marketlake.delta.LakeTables;
import io.marketlake.marts.BaseBars;
import io.marketlake.marts.DaySpan;
import io.marketlake.marts.GroupGrowth;
import io.marketlake.marts.LakeNames;
import io.marketlake.marts.Mart;
import io.marketlake.marts.PricedEvents;
import io.marketlake.marts.PricedFeed;
import io.marketlake.reference.CompanyTable;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.ReferenceAdjustments;
import io.marketlake.schema.ReferenceCompanies;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The tables that a lake has under these settings. */
public final class LakeSchema {
  private LakeSchema() {}

  /** Every table, those included that nothing has been written to yet. */
  public static List<Table> tables(Settings settings) {
    List<Table> tables = new ArrayList<>(withoutMarts(settings));
    tables.addAll(marts(settings));
    return tables;
  }

  private static List<Table> withoutMarts(Settings settings) {
    List<Table> tables = new ArrayList<>(ofLayers(settings));
    tables.addAll(LakeCatalog.RECORDS);
    return tables;
  }

  /** The tables that marts become. */
  static List<Table> marts(Settings settings) {
    return settings.marts().marts().stream().map(Mart::table).toList();
  }

  /** The tables that layers write, whatever happens. */
  static List<Table> ofLayers(Settings settings) {
    List<Table> tables = new ArrayList<>(LakeCatalog.tablesOf(settings.feeds().values()));
    tables.add(ReferenceCompanies.TABLE);
    if (hasBars(settings)) {
      tables.addAll(BarLayers.tables(settings).all());
    }
    return tables;
  }

  private static boolean hasBars(Settings settings) {
    return settings.feeds().values().stream().anyMatch(feed -> feed.bars().isPresent());
  }

  /** The feeds whose events have a price. */
  static List<PricedFeed> pricedFeeds(Settings settings) {
    List<PricedFeed> priced = new ArrayList<>();
    for (Feed feed : settings.feeds().values()) {
      PricedFeed.sourceOf(feed)
          .map(
              source ->
                  new PricedFeed(
                      feed, source, settings.saleConditionsOf(source), settings.calendarOf(source)))
          .ifPresent(priced::add);
    }
    return priced;
  }

  private static BaseBars.Names baseBars(Settings settings) {
    return BaseBars.Names.of(
        SilverBars.intervalName(settings.bars().interval()), settings.indicators().names());
  }

  /** What marts may read. */
  static LakeNames names(SparkSession spark, LakeTables tables, Settings settings) {
    return names(
        settings,
        Map.of(
            ReferenceCompanies.TABLE.id(),
            () -> new CompanyTable(spark, tables, CompanyReference.own()).rows()));
  }

  /** The same without rows, of no lake. */
  static LakeNames names(Settings settings) {
    return names(settings, Map.of());
  }

  private static LakeNames names(Settings settings, Map<String, Supplier<Dataset<Row>>> standIns) {
    List<PricedFeed> priced = pricedFeeds(settings);
    Map<String, String> views = new TreeMap<>(LakeCatalog.views(settings.feeds().values()));
    views.put(PricedEvents.NAME, PricedEvents.sql(priced));
    Map<String, Table> named = new TreeMap<>();
    tables(settings).forEach(table -> named.put(table.id(), table));
    // A lake without bars has these tables too, without rows, so that marts over them have none.
    BarLayers.tables(settings).all().forEach(table -> named.put(table.id(), table));
    views.put(BaseBars.NAME, BaseBars.sql(baseBars(settings), priced));
    views.put(BaseBars.FIRST_NAME, BaseBars.firstSql(baseBars(settings), priced));
    views.put(GroupGrowth.NAME, GroupGrowth.SQL);
    Map<String, String> feeds = new TreeMap<>();
    settings.feeds().values().forEach(feed -> feeds.put(SilverTable.of(feed).id(), feed.name()));
    DaySpan span = PricedEvents.span(priced);
    return new LakeNames(
        named,
        views,
        Map.of(PricedEvents.NAME, span, BaseBars.NAME, span, BaseBars.FIRST_NAME, span),
        feeds,
        Map.of(
            ReferenceCompanies.TABLE.id(),
            List.of(BronzeEvents.KNOWN_AT),
            ReferenceAdjustments.TABLE.id(),
            List.of(ReferenceAdjustments.EX_DAY, BronzeEvents.KNOWN_AT)),
        standIns);
  }

  /** Gives those that exist their names in SQL, with the views on them. */
  static void register(SparkSession spark, Lake lake, Settings settings) {
    LakeCatalog.register(spark, lake, tables(settings), settings.feeds().values());
    List<PricedFeed> priced =
        pricedFeeds(settings).stream()
            .filter(feed -> lake.tables().exists(SilverTable.of(feed.feed())))
            .toList();
    LakeCatalog.register(
        spark,
        PricedEvents.NAME,
        PricedEvents.COLUMNS,
        PricedEvents.COMMENT,
        PricedEvents.sql(priced));
    if (hasBars(settings) && lake.tables().exists(SilverBarStates.TABLE)) {
      List<PricedFeed> all = pricedFeeds(settings);
      LakeCatalog.register(
          spark,
          BaseBars.NAME,
          BaseBars.COLUMNS,
          BaseBars.COMMENT,
          BaseBars.sql(baseBars(settings), all));
      LakeCatalog.register(
          spark,
          BaseBars.FIRST_NAME,
          BaseBars.COLUMNS,
          BaseBars.FIRST_COMMENT,
          BaseBars.firstSql(baseBars(settings), all));
    }
    boolean hasGrowth =
        marts(settings).stream()
            .filter(table -> table.id().equals(GroupGrowth.SOURCE))
            .anyMatch(lake.tables()::exists);
    if (hasGrowth) {
      LakeCatalog.register(
          spark, GroupGrowth.NAME, GroupGrowth.COLUMNS, GroupGrowth.COMMENT, GroupGrowth.SQL);
    }
  }
}
