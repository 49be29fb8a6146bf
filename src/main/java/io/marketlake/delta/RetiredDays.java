package io.marketlake.delta;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.OpsRemovals;
import io.marketlake.schema.Table;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * The newest day that a retention has removed from each table, a feed each. The record of removals
 * is read again only where it has changed.
 */
public final class RetiredDays {
  /** Stands for rows of several feeds. */
  public static final String ANY_FEED = "";

  private final LakeTables tables;
  private Map<String, Map<String, LocalDate>> newest = Map.of();
  private long version = -1;

  public RetiredDays(LakeTables tables) {
    this.tables = tables;
  }

  /** Looks at the record as it is now. */
  public void follow() {
    long now = tables.version(OpsRemovals.TABLE);
    if (now >= 0 && now != version) {
      newest = read();
      version = now;
    }
  }

  /** As it was last looked at: by feed, {@link #ANY_FEED} among them; empty if none ever were. */
  public Map<String, LocalDate> newest(Table table) {
    return newest.getOrDefault(table.id(), Map.of());
  }

  private Map<String, Map<String, LocalDate>> read() {
    Map<String, Map<String, LocalDate>> found = new HashMap<>();
    for (Row row :
        tables
            .read(OpsRemovals.TABLE)
            .filter(col(OpsRemovals.KIND).equalTo(OpsRemovals.RETENTION))
            .filter(col(BronzeEvents.DAY).isNotNull())
            .groupBy(col(OpsRemovals.TABLE_NAME), coalesce(col(BronzeEvents.FEED), lit(ANY_FEED)))
            .agg(max(col(BronzeEvents.DAY)))
            .collectAsList()) {
      found
          .computeIfAbsent(row.getString(0), table -> new TreeMap<>())
          .put(row.getString(1), row.getDate(2).toLocalDate());
    }
    return found;
  }
}
