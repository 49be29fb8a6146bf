package io.marketlake.marts;

import io.marketlake.error.PipelineException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** How far back marts read, which bounds how soon the tables that they read may forget. */
public final class NeededDays {
  private NeededDays() {}

  /**
   * How many days before its own a row of a mart needs of each table, by the mart's table and then
   * the table that it reads, through whatever views. A mart that can't be used needs none; a
   * refresh tells what is wrong with it.
   */
  public static Map<String, Map<String, Integer>> before(Collection<Mart> marts, LakeNames names) {
    Map<String, Map<String, Integer>> needed = new TreeMap<>();
    for (Mart mart : marts) {
      Map<String, Integer> days = new TreeMap<>();
      try {
        new MartQuery(mart, names).spans().forEach((table, span) -> days.put(table, span.back()));
      } catch (PipelineException e) {
        continue;
      }
      needed.put(mart.table().id(), days);
    }
    return needed;
  }
}
