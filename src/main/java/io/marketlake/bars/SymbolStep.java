package io.marketlake.bars;

import io.marketlake.error.BarErrors;
import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.PartitionCourse;
import io.marketlake.feature.bar.SymbolChunk;
import io.marketlake.feature.bar.SymbolFold;
import io.marketlake.feature.bar.SymbolState;
import io.marketlake.feature.indicator.UnreadableIndicatorsException;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Takes a symbol's step: its chunks and its state -> rows of {@link BarRows#type}. */
final class SymbolStep implements CoGroupFunction<String, Row, Row, Row> {
  private static final long serialVersionUID = 1L;

  private final Map<String, BarRules> rules;
  private final Map<String, Courses> courses;
  private final BarRows rows;
  private transient @Nullable Map<String, Map<String, PartitionCourse>> read;

  SymbolStep(Map<String, BarRules> rules, Map<String, Courses> courses, BarRows rows) {
    this.rules = rules;
    this.courses = courses;
    this.rows = rows;
  }

  /** A feed and a symbol as one key. */
  static String key(Row row) {
    return row.getAs(SilverBars.SOURCE_FEED) + " " + row.getAs(SilverBars.SYMBOL);
  }

  @Override
  public Iterator<Row> call(String key, Iterator<Row> chunks, Iterator<Row> states) {
    String feed = key.substring(0, key.indexOf(' '));
    String symbol = key.substring(key.indexOf(' ') + 1);
    BarRules ofFeed = rules.get(feed);
    if (ofFeed == null) {
      throw new IllegalArgumentException(feed + " makes no bars");
    }
    Map<String, List<Row>> byPartition = new TreeMap<>();
    chunks.forEachRemaining(
        row ->
            byPartition
                .computeIfAbsent(
                    row.getAs(ChunkRows.KAFKA_PARTITION), partition -> new ArrayList<>())
                .add(row));
    Map<String, List<SymbolChunk>> summaries = new TreeMap<>();
    byPartition.forEach(
        (partition, ofPartition) -> {
          ofPartition.sort(Comparator.comparingLong(row -> row.<Long>getAs(ChunkRows.FIRST)));
          summaries.put(
              partition,
              ofPartition.stream()
                  .map(row -> SymbolChunk.fromBytes(row.getAs(ChunkRows.SUMMARY), ofFeed))
                  .toList());
        });
    Row before = states.hasNext() ? states.next() : null;
    long step = before == null ? 0 : before.<Long>getAs(SilverBarStates.STEP) + 1;
    SymbolState state = before == null ? SymbolState.begin(ofFeed) : stateOf(feed, before, ofFeed);
    SymbolFold.Result result = SymbolFold.step(ofFeed, state, summaries, coursesOf(feed, ofFeed));
    List<Row> output = new ArrayList<>();
    result.bars().forEach(bar -> output.add(rows.bar(feed, symbol, bar, 0, 0)));
    result.windows().forEach(window -> output.add(rows.window(feed, symbol, window)));
    result.late().forEach(late -> output.add(rows.late(feed, symbol, late)));
    output.add(rows.state(feed, symbol, state, step, ofFeed));
    return output.iterator();
  }

  private static SymbolState stateOf(String feed, Row row, BarRules rules) {
    try {
      return SymbolState.fromBytes(row.getAs(SilverBarStates.STATE), rules);
    } catch (SymbolState.OtherRulesException | UnreadableIndicatorsException e) {
      throw BarErrors.otherRules(feed, e.getMessage(), e);
    }
  }

  private Map<String, PartitionCourse> coursesOf(String feed, BarRules rulesOfFeed) {
    Map<String, Map<String, PartitionCourse>> known = read;
    if (known == null) {
      known = new HashMap<>();
      read = known;
    }
    return known.computeIfAbsent(
        feed,
        f -> {
          Courses found = courses.get(f);
          return found == null ? Map.of() : found.read(rulesOfFeed);
        });
  }
}
