package io.marketlake.bars;

import static org.apache.spark.sql.functions.col;

import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.SymbolFold;
import io.marketlake.feature.bar.SymbolState;
import io.marketlake.job.Stage;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The newest state of each symbol, as {@link SilverBarStates} has it -> all that becomes final when
 * nothing comes after the last event, as {@link #bars} and {@link #windows} take it apart.
 */
public final class EndStage implements Stage {
  private final BarFeed feed;
  private final Table bars;
  private final SymbolFold.Ending ending;
  private final Instant plannedAt;

  /**
   * The end of a file.
   *
   * @param partition that of its events
   * @param offset that of its last event
   * @param knownAt when that was known, in microseconds since 1970
   */
  public EndStage(
      BarFeed feed,
      Table bars,
      KafkaPartition partition,
      long offset,
      long knownAt,
      Instant plannedAt) {
    this.feed = feed;
    this.bars = bars;
    this.ending = new SymbolFold.Ending(partition.toString(), offset, knownAt);
    this.plannedAt = plannedAt;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> states) {
    BarRules rules = feed.rules();
    String name = feed.name();
    SymbolFold.Ending last = ending;
    BarRows rows = new BarRows(plannedAt);
    FlatMapFunction<Row, Row> end =
        row -> {
          String symbol = row.getAs(SilverBars.SYMBOL);
          SymbolState state = SymbolState.fromBytes(row.getAs(SilverBarStates.STATE), rules);
          SymbolFold.Result result = SymbolFold.end(rules, state, last);
          List<Row> output = new ArrayList<>();
          result.bars().forEach(bar -> output.add(rows.bar(name, symbol, bar, 0, 0)));
          result.windows().forEach(window -> output.add(rows.window(name, symbol, window)));
          return output.iterator();
        };
    return states.flatMap(end, Encoders.row(BarRows.type(bars)));
  }

  /** The bars among what the stage makes. */
  public static Dataset<Row> bars(Dataset<Row> ended) {
    return part(ended, BarRows.BAR);
  }

  /** The windows among what the stage makes. */
  public static Dataset<Row> windows(Dataset<Row> ended) {
    return part(ended, BarRows.WINDOW);
  }

  private static Dataset<Row> part(Dataset<Row> ended, String part) {
    return ended.filter(col(part).isNotNull()).select(part + ".*");
  }
}
