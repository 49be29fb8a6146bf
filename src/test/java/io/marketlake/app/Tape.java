package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.feature.bar.PriceEvent;
import io.marketlake.feature.bar.ReferenceBars;
import io.marketlake.feature.market.SaleConditions;
import io.marketlake.kafka.EventProducer;
import io.marketlake.schema.SilverLate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Row;

/** The real tape in the order in which its prints reach Kafka, and the bars that it has to make. */
record Tape(List<Print> prints) {
  static final Path FILE = Path.of("../shared/data/trades_2013-10-10.csv.gz");

  /** Every print counts for everything. */
  static final Map<String, String> ALL_COUNT = Map.of("feeds.trades.bars.calendar", "continuous");

  /** What counts are the tapes' own rules. */
  static final Map<String, String> BY_CONDITIONS =
      Map.of(
          "feeds.trades.bars.sale-condition", "sale_condition",
          "feeds.trades.bars.sale-conditions", "lean-us-equities",
          "feeds.trades.bars.calendar", "us-equities");

  /** A print, and when it reaches Kafka. */
  record Print(
      Instant time,
      String symbol,
      String price,
      String volume,
      String exchange,
      String condition,
      Instant sentAt) {
    private byte[] json() {
      return """
          {"ticker":"%s","timestamp":"%s","price":%s,"volume":%s,"exchange":"%s",\
          "sale_condition":"%s"}"""
          .formatted(symbol, time, price, volume, exchange, condition)
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  static Tape read() {
    List<Print> prints = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FILE)), StandardCharsets.UTF_8))) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split(",", -1);
        Instant time = Instant.parse(cells[0]);
        prints.add(new Print(time, cells[1], cells[2], cells[3], cells[4], cells[5], time));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Tape(prints);
  }

  /**
   * One in 20 prints comes up to 3 minutes later, one in 100 an hour. Prints of one symbol and time
   * stay together.
   */
  Tape displaced(Random random) {
    Map<String, Duration> delays = new HashMap<>();
    List<Print> moved = new ArrayList<>();
    for (Print p : prints) {
      Duration delay =
          delays.computeIfAbsent(
              p.symbol() + p.time(),
              key -> {
                int lot = random.nextInt(100);
                return lot < 5
                    ? Duration.ofMillis(1 + random.nextInt(180_000))
                    : lot < 6 ? Duration.ofHours(1) : Duration.ZERO;
              });
      moved.add(
          new Print(
              p.time(),
              p.symbol(),
              p.price(),
              p.volume(),
              p.exchange(),
              p.condition(),
              p.time().plus(delay)));
    }
    moved.sort(Comparator.comparing(Print::sentAt));
    return new Tape(moved);
  }

  /** Sends the prints from one to another. */
  void send(TestLake lake, int from, int to) {
    try (EventProducer producer = TestKafka.producer()) {
      for (Print print : prints.subList(from, to)) {
        producer.send(
            lake.topic("trades"), print.symbol(), print.json(), Optional.of(print.sentAt()));
      }
      producer.flush();
    }
  }

  /**
   * Each symbol's day by its prints: open, high, low, close (- where no print counts for one),
   * volume, notional, prints that count, with no zeros at the end.
   */
  Map<String, List<String>> days(TestLake lake) {
    SaleConditions conditions =
        lake.settings().saleConditionsOf(lake.feed("trades").bars().orElseThrow());
    Map<String, List<Print>> symbols = new TreeMap<>();
    prints.stream()
        .sorted(Comparator.comparing(Print::time))
        .forEach(p -> symbols.computeIfAbsent(p.symbol(), s -> new ArrayList<>()).add(p));
    Map<String, List<String>> days = new TreeMap<>();
    symbols.forEach((symbol, of) -> days.put(symbol, day(conditions, of)));
    return days;
  }

  private static List<String> day(SaleConditions conditions, List<Print> prints) {
    List<BigDecimal> lasts = new ArrayList<>();
    List<BigDecimal> range = new ArrayList<>();
    BigDecimal volume = BigDecimal.ZERO;
    BigDecimal notional = BigDecimal.ZERO;
    int trades = 0;
    for (Print print : prints) {
      byte effect = conditions.effect(print.condition());
      BigDecimal price = new BigDecimal(print.price());
      if ((effect & SaleConditions.LAST) != 0) {
        lasts.add(price);
      }
      if ((effect & SaleConditions.HIGH_LOW) != 0) {
        range.add(price);
      }
      if ((effect & SaleConditions.VOLUME) != 0) {
        volume = volume.add(new BigDecimal(print.volume()));
        notional = notional.add(price.multiply(new BigDecimal(print.volume())));
      }
      trades += effect == 0 ? 0 : 1;
    }
    if (!lasts.isEmpty()) {
      range.addAll(List.of(lasts.get(0), lasts.get(lasts.size() - 1)));
    }
    return List.of(
        lasts.isEmpty() ? "-" : text(lasts.get(0)),
        range.stream().max(Comparator.naturalOrder()).map(Tape::text).orElse("-"),
        range.stream().min(Comparator.naturalOrder()).map(Tape::text).orElse("-"),
        lasts.isEmpty() ? "-" : text(lasts.get(lasts.size() - 1)),
        text(volume),
        text(notional),
        Integer.toString(trades));
  }

  static String text(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /** The tape's bars and late events as the plain rule makes them, a Kafka partition at a time. */
  private List<ReferenceBars> reference(TestLake lake) {
    SaleConditions conditions =
        lake.settings().saleConditionsOf(lake.feed("trades").bars().orElseThrow());
    Map<String, Integer> partitions = new TreeMap<>();
    for (Row row : lake.silver("trades").select("symbol", "partition").distinct().collectAsList()) {
      assertThat(partitions.put(row.getString(0), row.getInt(1))).isNull();
    }
    Map<Integer, List<PriceEvent>> events = new TreeMap<>();
    for (Print print : prints) {
      List<PriceEvent> of =
          events.computeIfAbsent(
              partitions.getOrDefault(print.symbol(), -1), partition -> new ArrayList<>());
      of.add(
          new PriceEvent(
              print.symbol(),
              ChronoUnit.MICROS.between(Instant.EPOCH, print.time()),
              0,
              new BigDecimal(print.price()).movePointRight(8).longValueExact(),
              new BigDecimal(print.volume()).movePointRight(6).longValueExact(),
              0,
              conditions.effect(print.condition()),
              of.size()));
    }
    long second = 1_000_000;
    return events.values().stream()
        .map(of -> new ReferenceBars(60 * second, 10 * second, 600 * second, of))
        .toList();
  }

  /** Asserts that a lake has the bars and the late events that the rule names; returns how many. */
  int assertBars(TestLake lake) {
    TreeSet<String> bars = new TreeSet<>();
    TreeSet<String> late = new TreeSet<>();
    for (ReferenceBars reference : reference(lake)) {
      bars.addAll(reference.bars);
      late.addAll(reference.late);
    }
    List<String> found = new ArrayList<>();
    for (Row row :
        lake.lake()
            .tables()
            .read(BarLayers.tables(lake.settings()).bars())
            .filter("interval = '1m'")
            .selectExpr(
                "symbol",
                "offset",
                "unix_micros(bar_end)",
                "open",
                "high",
                "low",
                "close",
                "volume",
                "vwap",
                "trade_count")
            .collectAsList()) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        texts.add(row.get(i) instanceof BigDecimal n ? n.toPlainString() : row.get(i).toString());
      }
      found.add(String.join(" ", texts));
    }
    List<String> foundLate =
        lake
            .lake()
            .tables()
            .read(SilverLate.TABLE)
            .selectExpr("concat_ws(' ', symbol, offset, unix_micros(bar_start))")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    assertThat(found).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(found)).isEqualTo(bars);
    assertThat(foundLate).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(foundLate)).isEqualTo(late);
    return found.size();
  }
}
