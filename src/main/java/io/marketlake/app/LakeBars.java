package io.marketlake.app;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.DirectionErrors;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.ScoredText;
import io.marketlake.feature.direction.SentimentWindow;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.Table;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Bars of a lake, with every revision, and the scored texts beside them; counted, then read. */
final class LakeBars {
  /** A bar with its features, while models are fitted on it; what it needs in memory, at most. */
  static final long BYTES_TO_TRAIN = 4_096;

  /** The same of a bar that is traded on. */
  static final long BYTES_TO_TEST = 1_024;

  /**
   * Which bars.
   *
   * @param interval their length as the table writes it
   * @param feeds all where it is empty
   * @param symbols all where it is empty
   * @param from those that start earlier are left out
   * @param to those that start then or later are left out
   * @param asOf rows that were known later are left out
   */
  record Selection(
      String interval,
      List<String> feeds,
      List<String> symbols,
      Optional<Instant> from,
      Optional<Instant> to,
      Optional<Instant> asOf) {}

  private LakeBars() {}

  /** How many bars fit into this process's memory. */
  static long most(long bytesOfOne) {
    return Runtime.getRuntime().maxMemory() / bytesOfOne;
  }

  /**
   * Reads bars.
   *
   * @param most how many rows are read at most
   * @return the rows of each series, by feed and symbol with a blank between; empty where the table
   *     or the bars are not there
   * @throws io.marketlake.error.PipelineException if there are more
   */
  static SortedMap<String, List<DirectionBar>> read(
      Lake lake, Settings settings, Selection selection, long most) {
    SortedMap<String, List<DirectionBar>> bars = new TreeMap<>();
    Table table = BarLayers.tables(settings).bars();
    if (lake.tables().exists(table)) {
      for (Iterator<Row> rows = counted("bars", chosen(lake, table, selection), most);
          rows.hasNext(); ) {
        Row row = rows.next();
        bars.computeIfAbsent(
                row.getAs(SilverBars.SOURCE_FEED) + " " + row.getAs(SilverBars.SYMBOL),
                name -> new ArrayList<>())
            .add(DirectionBar.read(row::getAs, settings.indicators()));
      }
    }
    return bars;
  }

  private static Dataset<Row> chosen(Lake lake, Table table, Selection selection) {
    Column condition = col(SilverBars.INTERVAL).equalTo(selection.interval());
    if (!selection.feeds().isEmpty()) {
      condition = condition.and(col(SilverBars.SOURCE_FEED).isin(selection.feeds().toArray()));
    }
    if (!selection.symbols().isEmpty()) {
      condition = condition.and(col(SilverBars.SYMBOL).isin(selection.symbols().toArray()));
    }
    if (selection.from().isPresent()) {
      condition = condition.and(since(Micros.of(selection.from().get())));
    }
    if (selection.to().isPresent()) {
      condition = condition.and(before(Micros.of(selection.to().get())));
    }
    return lake.tables().read(table).filter(condition.and(known(selection.asOf())));
  }

  private static Column since(long moment) {
    return col(BronzeEvents.DAY)
        .geq(lit(Micros.day(moment)))
        .and(col(SilverBars.BAR_START).geq(lit(Micros.timestamp(moment))));
  }

  private static Column before(long moment) {
    return col(BronzeEvents.DAY)
        .leq(lit(Micros.day(moment)))
        .and(col(SilverBars.BAR_START).lt(lit(Micros.timestamp(moment))));
  }

  private static Column known(Optional<Instant> asOf) {
    return asOf.map(moment -> col(BronzeEvents.KNOWN_AT).leq(lit(Timestamp.from(moment))))
        .orElse(lit(true));
  }

  /**
   * The scored texts of each symbol that forecasts of these bars can read.
   *
   * @param most how many are read at most
   * @throws io.marketlake.error.PipelineException if there are more
   */
  static Map<String, List<ScoredText>> texts(
      Lake lake, Settings settings, Selection selection, long most) {
    Map<String, List<ScoredText>> texts = new TreeMap<>();
    if (lake.tables().exists(GoldSentiment.TABLE)) {
      Column condition = col(GoldSentiment.ENTITY).isNotNull().and(known(selection.asOf()));
      if (selection.from().isPresent()) {
        SentimentWindow window = settings.direction().sentiment();
        Instant first = selection.from().get().minus(window.window()).minus(window.delay());
        condition = condition.and(col(BronzeEvents.KNOWN_AT).geq(lit(Timestamp.from(first))));
      }
      if (!selection.symbols().isEmpty()) {
        condition = condition.and(col(GoldSentiment.ENTITY).isin(selection.symbols().toArray()));
      }
      for (Iterator<Row> rows =
              counted(
                  "scored texts",
                  lake.tables()
                      .read(GoldSentiment.TABLE)
                      .filter(condition)
                      .select(
                          GoldSentiment.ENTITY,
                          BronzeEvents.KNOWN_AT,
                          GoldSentiment.SCORE,
                          GoldSentiment.MODEL_VERSION),
                  most);
          rows.hasNext(); ) {
        Row row = rows.next();
        texts
            .computeIfAbsent(row.getAs(GoldSentiment.ENTITY), name -> new ArrayList<>())
            .add(
                new ScoredText(
                    Micros.of(row.<Timestamp>getAs(BronzeEvents.KNOWN_AT)),
                    row.<Double>getAs(GoldSentiment.SCORE),
                    row.getAs(GoldSentiment.MODEL_VERSION)));
      }
    }
    return texts;
  }

  private static Iterator<Row> counted(String what, Dataset<Row> rows, long most) {
    long count = rows.count();
    if (count > most) {
      throw DirectionErrors.tooMany(what, count, most);
    }
    return rows.toLocalIterator();
  }
}
