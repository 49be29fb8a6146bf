package io.marketlake.history;

import io.marketlake.bars.BarRows;
import io.marketlake.bars.PriceRows;
import io.marketlake.bars.StateRows;
import io.marketlake.bars.StepRows;
import io.marketlake.bars.SymbolWalk;
import io.marketlake.feature.bar.BarPart;
import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.BaseBar;
import io.marketlake.feature.bar.Closing;
import io.marketlake.feature.bar.PriceEvent;
import io.marketlake.feature.bar.Refold;
import io.marketlake.feature.bar.SymbolState;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Takes the rows of {@link RefoldItems} through {@link Refold}: they become {@link StepRows}. */
final class RefoldRows implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final String feed;
  private final BarRules rules;
  private final BarRows barRows;
  private final StateRows stateRows;

  RefoldRows(String feed, BarRules rules, Instant now) {
    this.feed = feed;
    this.rules = rules;
    this.barRows = new BarRows(now);
    this.stateRows = new StateRows(now);
  }

  @Override
  public Iterator<Row> call(Iterator<Row> items) {
    return new SymbolWalk(items, Symbol::new);
  }

  /** A symbol's refold under way. */
  private final class Symbol implements SymbolWalk.Course {
    private final String name;
    private final Consumer<Row> output;
    private final SymbolState live;
    private final long step;
    private final Refold refold;
    private long start = Long.MIN_VALUE;
    private @Nullable Row bar;
    private @Nullable Row late;
    private final List<PriceEvent> events = new ArrayList<>();

    /** Begins with the symbol's first item, which is what it remembers. */
    Symbol(String name, Row item, Consumer<Row> output) {
      this.name = name;
      this.output = output;
      Row memory = item.getAs(RefoldItems.MEMORY);
      if (memory == null) {
        throw new IllegalStateException(name + " has bars and no state");
      }
      SymbolState now = StateSeeds.liveOf(feed, memory, rules);
      this.live = now == null ? SymbolState.begin(rules) : now;
      Row row = memory.getAs(StateSeeds.LIVE);
      this.step = row == null ? 0 : row.<Long>getAs(SilverBarStates.STEP) + 1;
      this.refold =
          new Refold(
              rules,
              StateSeeds.resumed(feed, memory, rules),
              live,
              made -> output.accept(StepRows.ofBar(barRows.bar(feed, name, made))));
    }

    @Override
    public void take(Row item) {
      int kind = item.<Integer>getAs(RefoldItems.KIND);
      if (kind == RefoldItems.OF_MEMORY) {
        return;
      }
      if (kind == RefoldItems.OF_ROLL_UP) {
        Row rollUp = item.getAs(RefoldItems.BAR);
        refold.addRollUp(
            lengthOf(rollUp.getAs(SilverBars.INTERVAL)), startOf(rollUp), closing(rollUp));
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
        default -> {
          Row event = item.getAs(RefoldItems.EVENT);
          events.add(new PriceRows(event.schema()).event(event));
        }
      }
    }

    private void flush() {
      Row known = bar;
      Row lateEvents = late;
      boolean isImported =
          known != null && Coordinate.BACKFILL.equals(known.getAs(Coordinate.CLUSTER_ID));
      if (lateEvents != null && !events.isEmpty() && !isImported) {
        BarPart prices =
            BarPart.of(start, events, lateEvents.<Long>getAs(CorrectionRows.LATE_COUNT));
        long knownAt = Micros.of(lateEvents.<Timestamp>getAs(CorrectionRows.LATE_KNOWN_AT));
        if (prices.hasPrice()) {
          refold.add(
              new BaseBar(
                  prices, known == null ? bornOf(lateEvents, knownAt) : closing(known), knownAt));
        }
      } else if (known != null) {
        refold.add(new BaseBar(prices(known), closing(known), Long.MIN_VALUE));
      }
      bar = null;
      late = null;
      events.clear();
    }

    @Override
    public void finish() {
      flush();
      refold.finish();
      if (!live.partition().isEmpty()) {
        output.accept(StepRows.ofState(stateRows.state(feed, name, live, step, rules)));
      }
    }
  }

  private Duration lengthOf(String interval) {
    return rules.lengths().stream()
        .filter(length -> SilverBars.intervalName(length).equals(interval))
        .findFirst()
        .orElse(Duration.ZERO);
  }

  private static long startOf(Row bar) {
    return Micros.of(bar.<Timestamp>getAs(SilverBars.BAR_START));
  }

  private static long knownAt(Row bar) {
    return Micros.of(bar.<Timestamp>getAs(BronzeEvents.KNOWN_AT));
  }

  private static Closing closing(Row bar) {
    return new Closing(
        KafkaPartition.of(bar).toString(), bar.<Long>getAs(Coordinate.OFFSET), knownAt(bar));
  }

  private static Closing bornOf(Row late, long knownAt) {
    Row at = late.getAs(CorrectionRows.LATE_AT);
    return new Closing(
        KafkaPartition.of(at).toString(), at.<Long>getAs(Coordinate.OFFSET), knownAt);
  }

  private static BarPart prices(Row bar) {
    BigDecimal volume = bar.getAs(SilverBars.VOLUME);
    BigDecimal vwap = bar.getAs(SilverBars.VWAP);
    BigDecimal notional = bar.getAs(SilverBars.NOTIONAL);
    return BarPart.of(
        startOf(bar),
        bar.getAs(SilverBars.OPEN),
        bar.getAs(SilverBars.HIGH),
        bar.getAs(SilverBars.LOW),
        bar.getAs(SilverBars.CLOSE),
        volume,
        notional == null ? price(vwap, bar).multiply(volume) : notional,
        bar.<Long>getAs(SilverBars.TRADE_COUNT),
        bar.<Long>getAs(SilverBars.LATE_COUNT),
        knownAt(bar));
  }

  /** The mean price of a bar; its close where a file did not say it. */
  private static BigDecimal price(@Nullable BigDecimal vwap, Row bar) {
    return vwap == null ? bar.getAs(SilverBars.CLOSE) : vwap;
  }
}
