package io.marketlake.athena;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One statement of {@code athena/}, and what Athena would refuse in it or do otherwise than the one
 * who wrote it thinks. It looks at words; the stand-in looks at types.
 */
final class AthenaSql {
  private static final Pattern WORDS =
      Pattern.compile("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[A-Za-z_][A-Za-z0-9_]*|\\S");
  private static final Pattern TABLE =
      Pattern.compile("\\b" + AthenaFiles.DATABASE + "\\.([a-z0-9_]+)");
  private static final Pattern ANY_TABLE =
      Pattern.compile("\\b(?:FROM|JOIN)\\s+([A-Za-z0-9_.\"]+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern VIEW =
      Pattern.compile(
          "\\ACREATE OR REPLACE VIEW " + AthenaFiles.DATABASE + "\\.([a-z0-9_]+) AS\\s");
  private static final Pattern COMMON_TABLE =
      Pattern.compile("\\b([a-z0-9_]+) AS \\(", Pattern.CASE_INSENSITIVE);

  private static final Pattern DECIMAL = Pattern.compile("\\b\\d+\\.\\d+\\b(?![eE])");

  /** What gives a timestamp with time zone, which no view of Athena's may have. */
  private static final Set<String> ZONED =
      Set.of(
          "at_timezone",
          "current_timestamp",
          "from_iso8601_timestamp",
          "from_iso8601_timestamp_nanos",
          "from_unixtime",
          "from_unixtime_nanos",
          "now",
          "parse_datetime",
          "with_timezone");

  /** Spark's, or Trino's of a later time than Athena's engine version 3. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "anti",
          "collect_list",
          "collect_set",
          "date_sub",
          "datediff",
          "explode",
          "get_json_object",
          "ifnull",
          "json_table",
          "lateral_view",
          "nvl",
          "percentile_approx",
          "qualify",
          "rlike",
          "semi",
          "string",
          "to_date",
          "to_timestamp");

  private final String name;
  private final String text;

  AthenaSql(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /** The statement without its comments. */
  String statement() {
    return text.replaceAll("--[^\n]*", "").strip();
  }

  /** The tables and views of the database that it reads. */
  Set<String> reads() {
    Matcher matcher = TABLE.matcher(statement().replaceFirst("\\ACREATE [^.]*\\.[a-z0-9_]+", ""));
    Set<String> names = new TreeSet<>();
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /**
   * What is wrong with it.
   *
   * @param withTimes the tables that have timestamps with time zone
   * @param relations the tables and views that there are
   */
  List<String> problems(Collection<String> withTimes, Collection<String> relations) {
    List<String> problems = new ArrayList<>();
    String statement = statement();
    List<String> words = new ArrayList<>();
    Matcher matcher = WORDS.matcher(statement);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    if (words.contains(";")) {
      problems.add("has a semicolon: Athena runs one statement at a time");
    }
    if (words.contains("`")) {
      problems.add("has a backtick: Athena's queries quote names with \"");
    }
    for (String word : words) {
      if (ELSEWHERE.contains(word.toLowerCase(Locale.ROOT))) {
        problems.add("has " + word + ", which Athena's engine version 3 does not know");
      }
    }
    if (words.contains("/") && DECIMAL.matcher(statement.replaceAll("'[^']*'", "")).find()) {
      problems.add(
          "divides by way of a decimal such as 100.0, whose quotient keeps one digit; write 100e0");
    }
    for (String table : reads()) {
      if (!relations.contains(table)) {
        problems.add("reads " + table + ", which is neither a table nor a view here");
      }
    }
    unqualified(statement).forEach(t -> problems.add("reads " + t + " without its database"));
    if (text.contains("CREATE ")) {
      view(words, withTimes, problems);
    } else if (!words.isEmpty() && !Set.of("SELECT", "WITH").contains(words.get(0))) {
      problems.add("begins with " + words.get(0) + " instead of SELECT or WITH");
    }
    return problems.stream().map(problem -> name + " " + problem).toList();
  }

  private void view(List<String> words, Collection<String> withTimes, List<String> problems) {
    Matcher made = VIEW.matcher(statement());
    if (!made.find()) {
      problems.add("must begin with CREATE OR REPLACE VIEW " + AthenaFiles.DATABASE + ".name AS");
      return;
    }
    if (!made.group(1).equals(name)) {
      problems.add("makes the view " + made.group(1) + ": a file is named after its view");
    }
    boolean isPlain = name.endsWith(AthenaFiles.PLAIN);
    for (String table : reads()) {
      if (!isPlain && withTimes.contains(table)) {
        problems.add(
            "reads %s, whose times have a zone, which no view of Athena's may expose; read %s%s"
                .formatted(table, table, AthenaFiles.PLAIN));
      }
    }
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).toLowerCase(Locale.ROOT);
      if (ZONED.contains(word)) {
        problems.add("has " + word + ", a timestamp with time zone, which no view may expose");
      }
      boolean isSelected =
          i > 0 && Set.of("select", ",", ".").contains(words.get(i - 1).toLowerCase(Locale.ROOT));
      if (word.equals("*") && isSelected) {
        problems.add("selects *: the view would be stale as soon as the table gets a column");
      }
      boolean isOrdered =
          word.equals("order") && i + 1 < words.size() && words.get(i + 1).equalsIgnoreCase("by");
      if (isOrdered && depth(words, i) == 0 && !words.contains("LIMIT")) {
        problems.add("has an order, which a view does not keep");
      }
    }
  }

  private static int depth(List<String> words, int end) {
    int depth = 0;
    for (String word : words.subList(0, end)) {
      depth += word.equals("(") ? 1 : word.equals(")") ? -1 : 0;
    }
    return depth;
  }

  private static List<String> unqualified(String statement) {
    Set<String> common = new TreeSet<>();
    Matcher names = COMMON_TABLE.matcher(statement);
    while (names.find()) {
      common.add(names.group(1));
    }
    List<String> found = new ArrayList<>();
    Matcher matcher = ANY_TABLE.matcher(statement.replaceAll("(?i)DISTINCT FROM", ""));
    while (matcher.find()) {
      String table = matcher.group(1);
      if (!table.startsWith(AthenaFiles.DATABASE + ".")
          && !common.contains(table)
          && !table.equalsIgnoreCase("UNNEST")) {
        found.add(table);
      }
    }
    return found;
  }
}
