package io.marketlake.delta;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * The names under which SQL finds a lake's tables: {@code bronze.events}, {@code silver.<feed>},
 * {@code quarantine.events}, {@code gold.sentiment}, and a view a feed of bronze and quarantine.
 */
public final class LakeCatalog {
  private LakeCatalog() {}

  /** Every table that a lake with these feeds has. */
  public static List<Table> tablesOf(Collection<Feed> feeds) {
    List<Table> tables = new ArrayList<>();
    tables.add(BronzeEvents.TABLE);
    feeds.forEach(feed -> tables.add(SilverTable.of(feed)));
    tables.add(QuarantineEvents.TABLE);
    tables.add(GoldSentiment.TABLE);
    return tables;
  }

  /** Registers the tables that exist, in the session's catalog. */
  public static void register(SparkSession spark, Lake lake, Collection<Feed> feeds) {
    for (String database : List.of("bronze", "silver", "quarantine", "gold")) {
      spark.sql("CREATE DATABASE IF NOT EXISTS " + database);
    }
    for (Table table : tablesOf(feeds)) {
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
  }
}
