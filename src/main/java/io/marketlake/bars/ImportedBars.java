package io.marketlake.bars;

import io.marketlake.feature.bar.BarPart;
import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.FinalBar;
import io.marketlake.feature.bar.Refold;
import io.marketlake.feature.bar.SymbolState;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** Takes base bars, a symbol's together and in their order, through roll-ups and indicators. */
final class ImportedBars implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;
  private static final int BAR_PLACE = 0;

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
    return new Walk(bars);
  }

  /** Goes through the bars, a symbol after the other, and holds no more than what is ready. */
  private final class Walk implements Iterator<Row> {
    private final Iterator<Row> bars;
    private final ArrayDeque<Row> ready = new ArrayDeque<>();
    private @Nullable Symbol symbol;

    Walk(Iterator<Row> bars) {
      this.bars = bars;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty()) {
        Symbol current = symbol;
        if (bars.hasNext()) {
          take(bars.next());
        } else if (current != null) {
          current.refold.finish();
          symbol = null;
        } else {
          return false;
        }
      }
      return true;
    }

    private void take(Row bar) {
      String name = bar.getAs(SilverBars.SYMBOL);
      Symbol current = symbol;
      if (current == null || !current.name.equals(name)) {
        if (current != null) {
          current.refold.finish();
        }
        current = new Symbol(name, ready);
        symbol = current;
      }
      current.add(bar);
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }
  }

  /** A symbol under way. */
  private final class Symbol {
    private final String name;
    private final Refold refold;

    /** The starts of the last bars whose notional is not known. */
    private final TreeSet<Long> unpriced = new TreeSet<>();

    Symbol(String name, ArrayDeque<Row> ready) {
      this.name = name;
      this.refold =
          new Refold(
              rules,
              SymbolState.begin(rules),
              SymbolState.begin(rules),
              (bar, late) -> ready.add(row(bar)));
    }

    void add(Row bar) {
      long start = BarRows.micros(bar.getAs(SilverTable.EVENT_TIME));
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
      long knownAt = BarRows.micros(bar.getAs(BronzeEvents.KNOWN_AT));
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
              knownAt);
      refold.add(
          new Refold.BaseBar(
              part,
              new Refold.Closing(
                  KafkaPartition.of(bar).toString(), bar.<Long>getAs(Coordinate.OFFSET), knownAt),
              0,
              Long.MIN_VALUE));
    }

    private Row row(FinalBar bar) {
      Long firstUnpriced = unpriced.ceiling(bar.start());
      boolean isPriced = firstUnpriced == null || firstUnpriced >= bar.end();
      Row made = rows.bar(feed, name, knownOnceEnded(bar), 0, 0).getStruct(BAR_PLACE);
      Object[] values = new Object[made.size() + 1];
      for (int i = 0; i < made.size(); i++) {
        values[i] = made.get(i);
      }
      values[made.size()] = isPriced;
      return RowFactory.create(values);
    }

    /** A roll-up whose last minutes had no trade is not known with its last base bar. */
    private FinalBar knownOnceEnded(FinalBar bar) {
      return new FinalBar(
          bar.length(),
          bar.end(),
          bar.prices(),
          Math.max(bar.knownAt(), bar.end() + delay),
          bar.partition(),
          bar.offset(),
          bar.inSession(),
          bar.indicators(),
          bar.isWarm(),
          bar.stateBefore());
    }
  }
}
