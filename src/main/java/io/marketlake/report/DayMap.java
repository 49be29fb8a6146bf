package io.marketlake.report;

import io.marketlake.report.draw.Heatmap;
import io.marketlake.report.draw.Heatmap.Cells;
import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import io.marketlake.report.page.Block.Picture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Figures of a period's days for each of some names, in the order in which they came. */
final class DayMap {
  private final Period period;
  private final Map<String, Days> rows = new LinkedHashMap<>();

  DayMap(Period period) {
    this.period = period;
  }

  /** The days of a name, which are none yet where it is new. */
  Days row(String name) {
    return rows.computeIfAbsent(name, n -> new Days(period));
  }

  /** A heatmap of one of the figures, and a table of them. */
  Picture picture(String title, String caption, String head, String figure) {
    return picture(
        title, caption, head, figure, (days, day) -> Unit.PERCENT.text(days.at(figure, day)));
  }

  /**
   * A heatmap of one of the figures, which is a share, and a table of other texts.
   *
   * @param title what the picture is of, for who does not see it; the table's caption too
   * @param head what the names are
   * @param text what the table says of a day
   */
  Picture picture(
      String title,
      String caption,
      String head,
      String figure,
      BiFunction<Days, String, String> text) {
    List<Head> heads = new ArrayList<>(List.of(Head.text(head)));
    period.names().forEach(day -> heads.add(Head.figure(day)));
    List<List<String>> texts = new ArrayList<>();
    rows.forEach(
        (name, days) -> {
          List<String> row = new ArrayList<>(List.of(name));
          period.names().forEach(day -> row.add(text.apply(days, day)));
          texts.add(row);
        });
    return new Picture(
        Heatmap.of(
            title,
            new Cells(
                List.copyOf(rows.keySet()),
                period.shortNames(),
                rows.values().stream().map(days -> days.values(figure)).toList(),
                Unit.PERCENT)),
        caption,
        new Grid(title, heads, texts));
  }
}
