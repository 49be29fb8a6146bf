package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeCatalog;
import io.marketlake.schema.ReferenceCompanies;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** The tables that a lake has under these settings. */
public final class LakeSchema {
  private LakeSchema() {}

  /** Every table, those included that nothing has been written to yet. */
  public static List<Table> tables(Settings settings) {
    List<Table> tables = new ArrayList<>(ofLayers(settings));
    tables.addAll(LakeCatalog.RECORDS);
    return tables;
  }

  /** The tables that layers write, whatever happens. */
  static List<Table> ofLayers(Settings settings) {
    List<Table> tables = new ArrayList<>(LakeCatalog.tablesOf(settings.feeds().values()));
    tables.add(ReferenceCompanies.TABLE);
    if (settings.feeds().values().stream().anyMatch(feed -> feed.bars().isPresent())) {
      tables.addAll(BarLayers.tables(settings).all());
    }
    return tables;
  }

  /** Gives those that exist their names in SQL, with the views on them. */
  static void register(SparkSession spark, Lake lake, Settings settings) {
    LakeCatalog.register(spark, lake, tables(settings), settings.feeds().values());
  }
}
