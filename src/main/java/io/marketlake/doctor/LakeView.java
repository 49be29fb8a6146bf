package io.marketlake.doctor;

import io.marketlake.delta.Lake;
import io.marketlake.delta.TableLog;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Table;
import io.marketlake.topology.LakeCheckpoints;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A lake as the checks see it: its checkpoints and the logs of its tables, all read at one time.
 * The checkpoints were read before the logs, so that a table is never behind its checkpoint.
 */
public final class LakeView {
  private final Lake lake;
  private final List<Feed> feeds;
  private final Instant now;
  private final LakeCheckpoints checkpoints;
  private final Map<Table, TableLog> tables = new LinkedHashMap<>();

  /**
   * @param known the tables that the lake may have
   */
  public LakeView(Lake lake, List<Feed> feeds, List<Table> known, Instant now) {
    this.lake = lake;
    this.feeds = List.copyOf(feeds);
    this.now = now;
    this.checkpoints = LakeCheckpoints.of(lake);
    for (Table table : known) {
      if (lake.tables().exists(table)) {
        tables.put(table, lake.tables().log(table));
      }
    }
  }

  Lake lake() {
    return lake;
  }

  List<Feed> feeds() {
    return feeds;
  }

  Instant now() {
    return now;
  }

  LakeCheckpoints checkpoints() {
    return checkpoints;
  }

  /** The tables that exist, with their logs. */
  Map<Table, TableLog> tables() {
    return Collections.unmodifiableMap(tables);
  }
}
