package io.marketlake.config;

import io.marketlake.error.MartErrors;
import io.marketlake.error.PipelineException;
import io.marketlake.marts.DaySpan;
import io.marketlake.marts.Mart;
import io.marketlake.marts.MartColumn;
import io.marketlake.schema.BronzeEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * A file of a mart: comment lines {@code -- key: value} first, then a blank line or the query. A
 * line that begins with {@code --} and three blanks goes on with the value before it.
 */
final class MartFile {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final String COMMENT = "--";
  private static final String CONTINUED = "--   ";
  private static final String COLUMN = "column";
  private static final String LOOKBACK = "lookback";
  private static final String LOOKAHEAD = "lookahead";
  private static final String AS_OF = "as-of";
  private static final String FEED = "feed";
  private static final int PARTS_OF_A_COLUMN = 5;

  /** Days that a row may need before or after its own. */
  private static final int MOST_DAYS = 3_660;

  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "name", "key", "grain", LOOKBACK, LOOKAHEAD, AS_OF, FEED, "refresh", "doc", COLUMN));

  /** What every reader of Delta and Athena knows. */
  private static final Set<String> TYPES =
      Set.of(
          "string",
          "boolean",
          "tinyint",
          "smallint",
          "int",
          "bigint",
          "float",
          "double",
          "date",
          "timestamp",
          "binary");

  private final String file;

  /** Values by key; those of a column are a list. */
  private final Map<String, String> values = new TreeMap<>();

  private final List<String> columns = new ArrayList<>();

  private MartFile(String file) {
    this.file = file;
  }

  /**
   * The mart that a file declares.
   *
   * @param name the file's name without .sql, which is the mart's
   * @throws PipelineException naming what is wrong
   */
  static Mart parse(String file, String name, String text) {
    return new MartFile(file).parsed(name, text);
  }

  private Mart parsed(String name, String text) {
    List<String> lines = text.lines().toList();
    int end = 0;
    String last = null;
    while (end < lines.size() && lines.get(end).startsWith(COMMENT)) {
      last = take(lines.get(end), last);
      end++;
    }
    if (!required("name").equals(name) || !NAME.matcher(name).matches()) {
      throw bad(
          "its name is '"
              + required("name")
              + "', and the file's is '"
              + name
              + "': both must be the same, of small letters, digits and _");
    }
    String sql = lines.stream().skip(end).collect(Collectors.joining("\n")).strip();
    if (sql.lines().allMatch(line -> line.isBlank() || line.startsWith(COMMENT))) {
      throw bad("it has no query after its header");
    }
    List<MartColumn> all = columns.stream().map(this::column).toList();
    requireDistinct(all.stream().map(MartColumn::name).toList());
    List<String> key = key(all);
    return new Mart(
        file,
        name,
        key,
        required("grain"),
        new DaySpan(days(LOOKBACK), days(LOOKAHEAD)),
        spans(),
        Set.copyOf(list(AS_OF)),
        feedColumn(key, all),
        refresh(),
        required("doc"),
        all,
        sql.replaceAll(";\\s*$", ""));
  }

  /** Takes a line; returns the key that a next line may go on with. */
  private @Nullable String take(String line, @Nullable String last) {
    if (line.strip().equals(COMMENT)) {
      return last;
    }
    if (line.startsWith(CONTINUED)) {
      if (last == null) {
        throw bad("its line '" + line + "' goes on with nothing");
      }
      if (last.equals(COLUMN)) {
        columns.add(columns.remove(columns.size() - 1) + " " + line.substring(2).strip());
      } else {
        values.merge(last, line.substring(2).strip(), (a, b) -> a + " " + b);
      }
      return last;
    }
    int colon = line.indexOf(':');
    String key = colon < 0 ? "" : line.substring(2, colon).strip();
    String kind = key.replaceFirst("\\s.*", "");
    boolean isOfASource = !kind.equals(key) && (kind.equals(LOOKBACK) || kind.equals(LOOKAHEAD));
    if (!KEYS.contains(kind) || (!kind.equals(key) && !isOfASource)) {
      throw bad("its line '" + line + "' names none of the keys " + String.join(", ", KEYS));
    }
    String value = line.substring(colon + 1).strip();
    if (kind.equals(COLUMN)) {
      columns.add(value);
    } else if (values.put(key, value) != null) {
      throw bad("its " + key + " is there twice");
    }
    return key;
  }

  private PipelineException bad(String reason) {
    return MartErrors.badHeader(file, reason);
  }

  private String required(String key) {
    String value = values.getOrDefault(key, "");
    if (value.isBlank()) {
      throw bad("its header has no " + key);
    }
    return value;
  }

  private int days(String key) {
    String text = values.getOrDefault(key, "0").replaceFirst("\\s+days?$", "");
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > MOST_DAYS) {
      throw bad("its " + key + " is '" + text + "', which is no number of days up to " + MOST_DAYS);
    }
    return Integer.parseInt(text);
  }

  /** The spans of single sources; what one line leaves out holds as for all. */
  private Map<String, DaySpan> spans() {
    Map<String, DaySpan> spans = new TreeMap<>();
    for (String key : values.keySet()) {
      if (key.contains(" ")) {
        String source = key.substring(key.indexOf(' ')).strip();
        String back = LOOKBACK + " " + source;
        String ahead = LOOKAHEAD + " " + source;
        spans.put(
            source,
            new DaySpan(
                days(values.containsKey(back) ? back : LOOKBACK),
                days(values.containsKey(ahead) ? ahead : LOOKAHEAD)));
      }
    }
    return spans;
  }

  private List<String> list(String key) {
    return Stream.of(values.getOrDefault(key, "").split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  private Optional<String> feedColumn(List<String> key, List<MartColumn> all) {
    Optional<String> named = Optional.ofNullable(values.get(FEED));
    named
        .filter(name -> !key.contains(name) || all.stream().noneMatch(c -> isText(c, name)))
        .ifPresent(
            name -> {
              throw bad("its feed names '" + name + "', which is no column of text in its key");
            });
    return named;
  }

  private static boolean isText(MartColumn column, String name) {
    return column.name().equals(name) && column.type().equals(DataTypes.StringType);
  }

  private Duration refresh() {
    String text = values.getOrDefault("refresh", "0s");
    Optional<Duration> refresh = Durations.read(text);
    return refresh.orElseThrow(
        () -> bad("its refresh is '" + text + "', which is no duration (" + Durations.FORM + ")"));
  }

  private List<String> key(List<MartColumn> all) {
    List<String> key = Stream.of(required("key").split(",", -1)).map(String::strip).toList();
    List<String> names = all.stream().map(MartColumn::name).toList();
    key.stream()
        .filter(name -> !names.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw bad("its key names '" + name + "', which is no column of its header");
            });
    boolean hasDay =
        all.stream()
            .anyMatch(
                c -> c.name().equals(BronzeEvents.DAY) && c.type().equals(DataTypes.DateType));
    if (!hasDay || !key.contains(BronzeEvents.DAY)) {
      throw bad("it has no column day of type date in its key, by which it is refreshed");
    }
    return key;
  }

  private MartColumn column(String text) {
    List<String> parts = Stream.of(text.split("\\|", -1)).map(String::strip).toList();
    if (parts.size() != PARTS_OF_A_COLUMN || parts.stream().anyMatch(String::isEmpty)) {
      throw bad(
          "its column '" + text + "' is not of the form name | type | unit | meaning | source");
    }
    if (!NAME.matcher(parts.get(0)).matches()) {
      throw bad("its column '" + parts.get(0) + "' is no name of small letters, digits and _");
    }
    return new MartColumn(
        parts.get(0), type(parts.get(0), parts.get(1)), parts.get(2), parts.get(3), parts.get(4));
  }

  private DataType type(String column, String name) {
    String simple = name.replaceFirst("^array<(.*)>$", "$1");
    boolean isKnown = TYPES.contains(simple) || simple.matches("decimal\\(\\d{1,2}, ?\\d{1,2}\\)");
    if (!isKnown) {
      throw badType(column, name);
    }
    try {
      return DataType.fromDDL(name);
    } catch (Exception e) {
      // Such as decimal(50,2). Spark's ParseException is checked in Scala and undeclared in Java.
      throw badType(column, name);
    }
  }

  private PipelineException badType(String column, String name) {
    return bad(
        "its column "
            + column
            + " has the type '"
            + name
            + "', which is none of decimal(p,s), "
            + String.join(", ", new TreeSet<>(TYPES))
            + " and arrays of them");
  }

  private void requireDistinct(List<String> names) {
    Set<String> seen = new TreeSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw bad("its column " + name + " is there twice");
      }
    }
  }
}
