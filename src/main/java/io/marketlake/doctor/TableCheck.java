package io.marketlake.doctor;

import io.marketlake.delta.TableLog;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.List;

/** A question to each table of a lake by itself. */
interface TableCheck extends Check {
  /** Adds what it finds in a table. */
  void look(LakeView lake, Table table, TableLog log, List<Finding> findings);

  @Override
  default List<Finding> findings(LakeView lake) {
    List<Finding> findings = new ArrayList<>();
    lake.tables().forEach((table, log) -> look(lake, table, log, findings));
    return findings;
  }
}
