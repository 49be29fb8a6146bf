package io.marketlake.config;

import io.marketlake.feature.bar.BarSettings;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.schema.BarSource;
import io.marketlake.schema.Field;
import io.marketlake.schema.FieldType.Kind;
import io.marketlake.schema.Rule;
import io.marketlake.schema.SilverBars;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.spark.sql.types.DecimalType;

/**
 * Reads how bars are made, and from which columns of a feed.
 *
 * @param calendars the names of the calendars that there are
 * @param saleConditions the names of the tables of sale conditions that there are
 */
record BarReader(Set<String> calendars, Set<String> saleConditions) {
  private static final Set<Kind> NUMBERS = Set.of(Kind.DECIMAL, Kind.DOUBLE, Kind.LONG);

  /** Reads the section {@code bars}, but for the sub-sections that have records of their own. */
  static Supplier<BarSettings> settings(SettingsReader in) {
    Duration interval = in.duration("interval");
    List<Duration> rollUps = durations(in, "roll-ups");
    Duration lateness = in.duration("lateness");
    Duration quietLateness = in.duration("quiet-lateness");
    int warmAfter = in.smallNumber("warm-after", 1);
    SettingsReader windows = in.section("windows");
    Duration length = windows.duration("length");
    Duration slide = windows.duration("slide");
    windows.rejectUnknownKeys();
    return () ->
        new BarSettings(interval, rollUps, lateness, quietLateness, warmAfter, length, slide);
  }

  /** Reads the section {@code bars.indicators}. */
  static Supplier<IndicatorSettings> indicators(SettingsReader in) {
    List<Integer> sma = periods(in, "sma");
    List<Integer> ema = periods(in, "ema");
    SettingsReader macd = in.section("macd");
    int fast = macd.smallNumber("fast", 2);
    int slow = macd.smallNumber("slow", 2);
    int signal = macd.smallNumber("signal", 2);
    macd.rejectUnknownKeys();
    int rsi = in.smallNumber("rsi", 2);
    SettingsReader bollinger = in.section("bollinger");
    int period = bollinger.smallNumber("period", 2);
    double width = bollinger.number("width", Double.MIN_VALUE, Double.MAX_VALUE);
    bollinger.rejectUnknownKeys();
    int volatility = in.smallNumber("volatility", 2);
    int atr = in.smallNumber("atr", 1);
    in.rejectUnknownKeys();
    return () ->
        new IndicatorSettings(sma, ema, fast, slow, signal, rsi, period, width, volatility, atr);
  }

  private static List<Integer> periods(SettingsReader in, String key) {
    List<Integer> periods = new ArrayList<>();
    for (String text : in.texts(key)) {
      if (text.matches("\\d{1,6}")) {
        periods.add(Integer.valueOf(text));
      } else {
        in.problem(key, "has '" + text + "', which is no number of bars");
      }
    }
    return periods;
  }

  private static List<Duration> durations(SettingsReader in, String key) {
    List<Duration> durations = new ArrayList<>();
    for (String text : in.texts(key)) {
      Durations.read(text)
          .ifPresentOrElse(
              durations::add,
              () ->
                  in.problem(
                      key, "has '" + text + "', which is no duration (" + Durations.FORM + ")"));
    }
    return durations;
  }

  /**
   * Reads the block {@code bars} of a feed.
   *
   * @param key the field that is the Kafka record's key, whose column is the symbol by default
   * @param eventTime the field that has no column of its own name
   */
  BarSource source(SettingsReader in, List<Field> fields, String key, String eventTime) {
    Map<String, Kind> columns = new TreeMap<>();
    String keyColumn = "";
    for (Field field : fields) {
      if (!field.name().equals(eventTime)) {
        columns.put(field.column(), field.type().kind());
        keyColumn = field.name().equals(key) ? field.column() : keyColumn;
      }
    }
    String symbol = in.optionalText("symbol").orElse(keyColumn);
    if (symbol.isEmpty()) {
      in.problem("symbol", "is missing, since the feed's key has no column of its own");
    }
    String price = in.optionalText("price").orElse("price");
    String volume = in.optionalText("volume").orElse("volume");
    Optional<String> sequence = in.optionalText("sequence");
    Optional<String> code = in.optionalText("sale-condition");
    Optional<String> table = table(in, code);
    check(in, columns, "symbol", symbol, Set.of(Kind.STRING), "string");
    check(in, columns, "price", price, NUMBERS, "decimal, double or long");
    check(in, columns, "volume", volume, NUMBERS, "decimal, double or long");
    sequence.ifPresent(c -> check(in, columns, "sequence", c, Set.of(Kind.LONG), "long"));
    code.ifPresent(c -> check(in, columns, "sale-condition", c, Set.of(Kind.STRING), "string"));
    String calendar =
        in.choice(
            "calendar",
            name -> Optional.of(name).filter(calendars::contains),
            listed(calendars),
            TradingCalendar.CONTINUOUS);
    in.rejectUnknownKeys();
    return new BarSource(symbol, price, volume, sequence, code, table, calendar);
  }

  /**
   * The rules that keep events out of silver whose price or volume no bar can hold: none where the
   * field's type holds nothing else.
   */
  static List<Rule> fitting(BarSource source, List<Field> fields) {
    List<Rule> rules = new ArrayList<>();
    for (Field field : fields) {
      if (field.column().equals(source.price())) {
        fitting(field, "price", SilverBars.PRICE).ifPresent(rules::add);
      }
      if (field.column().equals(source.volume())) {
        fitting(field, "volume", SilverBars.VOLUME_OF_EVENT).ifPresent(rules::add);
      }
    }
    return rules;
  }

  private static Optional<Rule> fitting(Field field, String what, DecimalType held) {
    boolean isHeld =
        field.type().dataType() instanceof DecimalType type
            && held.isWiderThan(type)
            && field.expression().isEmpty();
    if (isHeld || !NUMBERS.contains(field.type().kind())) {
      return Optional.empty();
    }
    String column = "`" + field.column() + "`";
    String fits = "cast(" + column + " as " + held.sql().toLowerCase(Locale.ROOT) + ") is not null";
    return Optional.of(
        new Rule(
            what + "-fits-bars",
            field.required() ? fits : column + " is null or " + fits,
            Rule.Action.QUARANTINE));
  }

  private Optional<String> table(SettingsReader in, Optional<String> code) {
    String table =
        in.choice(
            "sale-conditions",
            name -> Optional.of(name).filter(saleConditions::contains),
            listed(saleConditions),
            "");
    if (code.isPresent() && !in.has("sale-conditions")) {
      in.problem(
          "sale-conditions", "is missing, and so is the meaning of the codes in sale-condition");
    }
    if (code.isEmpty() && in.has("sale-conditions")) {
      in.problem("sale-condition", "is missing, and so is the column of sale-conditions' codes");
    }
    return Optional.of(table).filter(name -> !name.isEmpty());
  }

  private static void check(
      SettingsReader in,
      Map<String, Kind> columns,
      String key,
      String column,
      Set<Kind> allowed,
      String types) {
    if (column.isEmpty() || columns.isEmpty()) {
      return;
    }
    Kind kind = columns.get(column);
    if (kind == null) {
      in.problem(key, "is '" + column + "', which is none of " + listed(columns.keySet()));
    } else if (!allowed.contains(kind)) {
      in.problem(key, "is " + column + ", whose type is not " + types);
    }
  }

  private static String listed(Set<String> names) {
    return String.join(", ", new TreeSet<>(names));
  }
}
