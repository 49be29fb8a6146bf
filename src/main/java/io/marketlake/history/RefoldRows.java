package io.marketlake.history;

import io.marketlake.bars.BarRows;
import io.marketlake.bars.PriceStage;
import io.marketlake.feature.bar.BarPart;
import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.PriceEvent;
import io.marketlake.feature.bar.Refold;
import io.marketlake.feature.bar.SymbolState;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Takes the rows of {@link RefoldItems} through {@link Refold}. */
final class RefoldRows implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final String feed;
  private final BarRules rules;
  private final BarRows rows;

  RefoldRows(String feed, BarRules rules, BarRows rows) {
    this.feed = feed;
    this.rules = rules;
    this.rows = rows;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> items) {
    return new Walk(items);
  }

  /** Goes through the items of a partition, a symbol after the other. */
  private final class Walk implements Iterator<Row> {
    private final Iterator<Row> items;
    private final List<Row> ready = new ArrayList<>();
    private int taken;
    private @Nullable Symbol symbol;

    Walk(Iterator<Row> items) {
      this.items = items;
    }

    @Override
    public boolean hasNext() {
      while (taken == ready.size()) {
        ready.clear();
        taken = 0;
        if (items.hasNext()) {
          take(items.next());
        } else if (symbol != null) {
          symbol.finish();
          symbol = null;
        } else {
          return false;
        }
      }
      return true;
    }

    private void take(Row item) {
      String name = item.getAs(SilverBars.SYMBOL);
      Symbol current = symbol;
      if (current == null || !current.name.equals(name)) {
        if (current != null) {
          current.finish();
        }
        current = new Symbol(name, item, ready);
        symbol = current;
      }
      current.take(item);
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.get(taken++);
    }
  }

  /** A symbol's refold under way. */
  private final class Symbol {
    private final String name;
    private final List<Row> output;
    private final SymbolState live;
    private final long step;
    private final Refold refold;
    private long start = Long.MIN_VALUE;
    private @Nullable Row bar;
    private @Nullable Row late;
    private final List<PriceEvent> events = new ArrayList<>();

    /** Begins with the symbol's first item, which is what it remembers. */
    Symbol(String name, Row item, List<Row> output) {
      this.name = name;
      this.output = output;
      Row memory = item.getAs(RefoldItems.MEMORY);
      if (memory == null) {
        throw new IllegalStateException(name + " has bars and no state");
      }
      SymbolState now = StateSeeds.liveOf(feed, memory, rules);
      this.live = now == null ? SymbolState.begin(rules) : now;
      Row row = memory.getAs("live");
      this.step = row == null ? 0 : row.<Long>getAs(SilverBarStates.STEP) + 1;
      this.refold =
          new Refold(
              rules,
              StateSeeds.resumed(feed, memory, rules),
              live,
              (made, lateCount) -> output.add(rows.bar(feed, name, made, lateCount, 0)));
    }

    void take(Row item) {
      int kind = item.<Integer>getAs(RefoldItems.KIND);
      if (kind == RefoldItems.OF_MEMORY) {
        return;
      }
      if (kind == RefoldItems.OF_ROLL_UP) {
        Row rollUp = item.getAs(RefoldItems.BAR);
        refold.addRollUp(
            lengthOf(rollUp.getAs(SilverBars.INTERVAL)),
            BarRows.micros(rollUp.getAs(SilverBars.BAR_START)),
            closing(rollUp));
        return;
      }
      long next = item.<Long>getAs(RefoldItems.START);
      if (next != start) {
        flush();
        start = next;
      }
      switch (kind) {
        case RefoldItems.OF_BAR -> bar = item.getAs(RefoldItems.BAR);
        case RefoldItems.OF_LATE -> late = item.getAs(RefoldItems.LATE);
        default -> events.add(event(item.getAs(RefoldItems.EVENT)));
      }
    }

    private void flush() {
      Row known = bar;
      Row lateEvents = late;
      boolean isImported =
          known != null && Coordinate.BACKFILL.equals(known.getAs(Coordinate.CLUSTER_ID));
      if (lateEvents != null && !events.isEmpty() && !isImported) {
        BarPart prices = BarPart.of(start, events);
        long knownAt = BarRows.micros(lateEvents.getAs(LateCorrection.LATE_KNOWN_AT));
        if (prices.hasPrice()) {
          refold.add(
              new Refold.BaseBar(
                  prices,
                  known == null ? bornOf(lateEvents, knownAt) : closing(known),
                  lateEvents.<Long>getAs(LateCorrection.LATE_COUNT),
                  knownAt));
        }
      } else if (known != null) {
        refold.add(
            new Refold.BaseBar(
                prices(known),
                closing(known),
                known.<Long>getAs(SilverBars.LATE_COUNT),
                Long.MIN_VALUE));
      }
      bar = null;
      late = null;
      events.clear();
    }

    void finish() {
      flush();
      refold.finish();
      if (!live.partition().isEmpty()) {
        output.add(rows.state(feed, name, live, step, rules));
      }
    }

    private PriceEvent event(Row row) {
      return new PriceEvent(
          name,
          row.<Long>getAs(SilverTable.EVENT_TIME),
          row.<Long>getAs(BronzeEvents.KNOWN_AT),
          row.<Long>getAs(PriceStage.PRICE),
          row.<Long>getAs(PriceStage.VOLUME),
          row.<Long>getAs(PriceStage.SEQUENCE),
          row.<Byte>getAs(PriceStage.COUNTS),
          row.<Long>getAs(Coordinate.OFFSET));
    }
  }

  private Duration lengthOf(String interval) {
    return rules.lengths().stream()
        .filter(length -> BarRows.name(length).equals(interval))
        .findFirst()
        .orElse(Duration.ZERO);
  }

  private static Refold.Closing closing(Row bar) {
    return new Refold.Closing(
        KafkaPartition.of(bar).toString(),
        bar.<Long>getAs(Coordinate.OFFSET),
        BarRows.micros(bar.getAs(BronzeEvents.KNOWN_AT)));
  }

  private static Refold.Closing bornOf(Row late, long knownAt) {
    Row at = late.getAs(LateCorrection.LATE_AT);
    return new Refold.Closing(
        KafkaPartition.of(at).toString(), at.<Long>getAs(Coordinate.OFFSET), knownAt);
  }

  private static BarPart prices(Row bar) {
    BigDecimal volume = bar.getAs(SilverBars.VOLUME);
    BigDecimal vwap = bar.getAs(SilverBars.VWAP);
    BigDecimal notional = bar.getAs(SilverBars.NOTIONAL);
    return BarPart.of(
        BarRows.micros(bar.getAs(SilverBars.BAR_START)),
        bar.getAs(SilverBars.OPEN),
        bar.getAs(SilverBars.HIGH),
        bar.getAs(SilverBars.LOW),
        bar.getAs(SilverBars.CLOSE),
        volume,
        notional == null ? price(vwap, bar).multiply(volume) : notional,
        bar.<Long>getAs(SilverBars.TRADE_COUNT),
        BarRows.micros(bar.getAs(BronzeEvents.KNOWN_AT)));
  }

  /** The mean price of a bar; its close where a file did not say it. */
  private static BigDecimal price(@Nullable BigDecimal vwap, Row bar) {
    return vwap == null ? bar.getAs(SilverBars.CLOSE) : vwap;
  }
}
