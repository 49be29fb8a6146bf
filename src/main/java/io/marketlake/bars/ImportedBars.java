package io.marketlake.bars;

import io.marketlake.feature.bar.BarPart;
import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.BaseBar;
import io.marketlake.feature.bar.Closing;
import io.marketlake.feature.bar.FinalBar;
import io.marketlake.feature.bar.Refold;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.util.Iterator;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Takes base bars, a symbol's together and in their order, through roll-ups and indicators. */
final class ImportedBars implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  /** No bar is rolled up from more: a day has no more seconds. */
  private static final int MOST_OF_A_DAY = 86_400;

  private final String feed;
  private final BarRules rules;
  private final long delay;
  private final BarRows rows;

  ImportedBars(String feed, BarRules rules, long delay, BarRows rows) {
    this.feed = feed;
    this.rules = rules;
    this.delay = delay;
    this.rows = rows;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> bars) {
    return new SymbolWalk(bars, (symbol, first, output) -> new Symbol(symbol, output));
  }

  /** A symbol under way. */
  private final class Symbol implements SymbolWalk.Course {
    private final String name;
    private final Refold refold;

    /** The starts of the last bars whose notional is not known. */
    private final TreeSet<Long> unpriced = new TreeSet<>();

    Symbol(String name, Consumer<Row> output) {
      this.name = name;
      this.refold = Refold.ofImported(rules, delay, bar -> output.accept(row(bar)));
    }

    @Override
    public void finish() {
      refold.finish();
    }

    @Override
    public void take(Row bar) {
      long start = Micros.of(bar.<Timestamp>getAs(SilverTable.EVENT_TIME));
      BigDecimal volume = bar.getAs(SilverBars.VOLUME);
      BigDecimal vwap = bar.getAs(SilverBars.VWAP);
      BigDecimal notional = bar.getAs(SilverBars.NOTIONAL);
      if (notional == null) {
        if (vwap == null) {
          unpriced.add(start);
        }
        if (unpriced.size() > MOST_OF_A_DAY) {
          unpriced.pollFirst();
        }
        notional = vwap == null ? BigDecimal.ZERO : vwap.multiply(volume);
      }
      Long trades = bar.getAs(SilverBars.TRADE_COUNT);
      long knownAt = Micros.of(bar.<Timestamp>getAs(BronzeEvents.KNOWN_AT));
      BarPart part =
          BarPart.of(
              start,
              bar.getAs(SilverBars.OPEN),
              bar.getAs(SilverBars.HIGH),
              bar.getAs(SilverBars.LOW),
              bar.getAs(SilverBars.CLOSE),
              volume,
              notional,
              trades == null ? 1 : trades,
              0,
              knownAt);
      refold.add(
          new BaseBar(
              part,
              new Closing(
                  KafkaPartition.of(bar).toString(), bar.<Long>getAs(Coordinate.OFFSET), knownAt),
              Long.MIN_VALUE));
    }

    private Row row(FinalBar bar) {
      Long firstUnpriced = unpriced.ceiling(bar.start());
      boolean isPriced = firstUnpriced == null || firstUnpriced >= bar.end();
      Row made = rows.bar(feed, name, bar);
      Object[] values = new Object[made.size() + 1];
      for (int i = 0; i < made.size(); i++) {
        values[i] = made.get(i);
      }
      values[made.size()] = isPriced;
      return RowFactory.create(values);
    }
  }
}
