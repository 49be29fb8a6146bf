package io.marketlake.app;

import io.marketlake.delta.LakeTables;
import io.marketlake.delta.RowsInTime;
import io.marketlake.gold.DirectionHistory;
import io.marketlake.gold.SeriesSpan;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Looks up in a lake what is known of the series that are forecast, reading only the files that may
 * have it.
 */
final class LakeDirectionHistory implements DirectionHistory {
  private final LakeTables tables;
  private final Table bars;
  private final Map<String, RowsInTime> read = new ConcurrentHashMap<>();

  /**
   * Of a lake.
   *
   * @param bars the table of bars
   */
  LakeDirectionHistory(LakeTables tables, Table bars) {
    this.tables = tables;
    this.bars = bars;
  }

  @Override
  public Dataset<Row> barsNear(List<SeriesSpan> spans) {
    return near(bars, SilverBars.BAR_START, spans);
  }

  @Override
  public Optional<Instant> firstBar() {
    return rows(bars, SilverBars.BAR_START).earliest();
  }

  @Override
  public Dataset<Row> forecastsNear(List<SeriesSpan> spans) {
    return near(GoldDirection.TABLE, SilverBars.BAR_START, spans);
  }

  @Override
  public boolean hasForecasts() {
    return !tables.isEmpty(GoldDirection.TABLE);
  }

  @Override
  public Dataset<Row> textsNear(List<SeriesSpan> spans) {
    return near(GoldSentiment.TABLE, BronzeEvents.KNOWN_AT, spans);
  }

  private Dataset<Row> near(Table table, String time, List<SeriesSpan> spans) {
    // A lake whose texts nobody scores has no such table.
    return spans.isEmpty() || !tables.exists(table)
        ? tables.frame(List.of(), table)
        : rows(table, time).near(joined(spans));
  }

  private RowsInTime rows(Table table, String time) {
    return read.computeIfAbsent(table.id(), id -> tables.rowsInTime(table, time));
  }

  /** The stretches of all series, those that meet made one. */
  private static List<RowsInTime.Span> joined(List<SeriesSpan> spans) {
    List<SeriesSpan> sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparing(SeriesSpan::from));
    List<RowsInTime.Span> joined = new ArrayList<>();
    Instant from = sorted.get(0).from();
    Instant to = sorted.get(0).to();
    for (SeriesSpan span : sorted) {
      if (span.from().isAfter(to)) {
        joined.add(new RowsInTime.Span(from, to));
        from = span.from();
        to = span.to();
      } else if (span.to().isAfter(to)) {
        to = span.to();
      }
    }
    joined.add(new RowsInTime.Span(from, to));
    return joined;
  }
}
