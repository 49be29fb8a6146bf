package io.marketlake.bars;

import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.Closing;
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
 * The newest state of each symbol, as {@link SilverBarStates} has it -> the bars and windows, as
 * {@link StepRows}, that become final when nothing comes after the last event.
 */
public final class EndStage implements Stage {
  private final BarFeed feed;
  private final Table bars;
  private final Closing last;
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
    this.last = new Closing(partition.toString(), offset, knownAt);
    this.plannedAt = plannedAt;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> states) {
    BarRules rules = feed.rules();
    String name = feed.name();
    Closing closing = last;
    BarRows rows = new BarRows(plannedAt);
    FlatMapFunction<Row, Row> end =
        row -> {
          String symbol = row.getAs(SilverBars.SYMBOL);
          SymbolState state = StateRows.read(name, row, rules);
          SymbolFold.Result result = SymbolFold.end(rules, state, closing);
          List<Row> output = new ArrayList<>();
          result.bars().forEach(bar -> output.add(StepRows.ofBar(rows.bar(name, symbol, bar))));
          result
              .windows()
              .forEach(window -> output.add(StepRows.ofWindow(rows.window(name, symbol, window))));
          return output.iterator();
        };
    return states.flatMap(end, Encoders.row(StepRows.type(bars)));
  }
}
