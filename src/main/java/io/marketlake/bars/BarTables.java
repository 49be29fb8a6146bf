package io.marketlake.bars;

import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverLate;
import io.marketlake.schema.SilverWindows;
import io.marketlake.schema.Table;
import java.util.List;
import java.util.Map;

/** The tables that the layer writes: those of silver, or others of the same columns. */
public record BarTables(Table bars, Table windows, Table late, Table states) {

  /**
   * Those of silver.
   *
   * @param indicators the meaning of each indicator's column, by its name, in their order
   */
  public static BarTables silver(Map<String, String> indicators) {
    return new BarTables(
        SilverBars.of(indicators), SilverWindows.TABLE, SilverLate.TABLE, SilverBarStates.TABLE);
  }

  /** The same elsewhere in the lake, where a rebuild prepares them. */
  public BarTables under(String folder) {
    return new BarTables(
        bars.under(folder), windows.under(folder), late.under(folder), states.under(folder));
  }

  public List<Table> all() {
    return List.of(bars, windows, late, states);
  }
}
