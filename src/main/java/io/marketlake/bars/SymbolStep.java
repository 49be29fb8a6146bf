package io.marketlake.bars;

import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.SymbolChunk;
import io.marketlake.feature.bar.SymbolFold;
import io.marketlake.feature.bar.SymbolState;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.sql.Row;

/** Takes a symbol's step: its chunks and its state -> {@link StepRows}. */
final class SymbolStep implements CoGroupFunction<String, Row, Row, Row> {
  private static final long serialVersionUID = 1L;

  private final Map<String, BarRules> rules;
  private final Map<String, Courses> courses;
  private final BarRows barRows;
  private final StateRows stateRows;

  SymbolStep(Map<String, BarRules> rules, Map<String, Courses> courses, Instant plannedAt) {
    this.rules = rules;
    this.courses = courses;
    this.barRows = new BarRows(plannedAt);
    this.stateRows = new StateRows(plannedAt);
  }

  /** A feed and a symbol as one key. */
  static String key(Row row) {
    return row.getAs(SilverBars.SOURCE_FEED) + " " + row.getAs(SilverBars.SYMBOL);
  }

  @Override
  public Iterator<Row> call(String key, Iterator<Row> chunks, Iterator<Row> states) {
    String feed = key.substring(0, key.indexOf(' '));
    String symbol = key.substring(key.indexOf(' ') + 1);
    BarRules ofFeed = ChunkPasses.rulesOf(feed, rules);
    List<Row> inOrder = new ArrayList<>();
    chunks.forEachRemaining(inOrder::add);
    inOrder.sort(Comparator.comparingLong(row -> row.<Long>getAs(ChunkRows.FIRST)));
    Map<String, List<SymbolChunk>> summaries = new TreeMap<>();
    for (Row row : inOrder) {
      summaries
          .computeIfAbsent(row.getAs(Chunk.KAFKA_PARTITION), partition -> new ArrayList<>())
          .add(SymbolChunk.fromBytes(row.getAs(ChunkRows.SUMMARY), ofFeed));
    }
    Row before = states.hasNext() ? states.next() : null;
    long step = before == null ? 0 : before.<Long>getAs(SilverBarStates.STEP) + 1;
    SymbolState state =
        before == null ? SymbolState.begin(ofFeed) : StateRows.read(feed, before, ofFeed);
    Courses known = courses.get(feed);
    SymbolFold.Result result =
        SymbolFold.step(ofFeed, state, summaries, known == null ? Map.of() : known.read());
    List<Row> output = new ArrayList<>();
    result.bars().forEach(bar -> output.add(StepRows.ofBar(barRows.bar(feed, symbol, bar))));
    result
        .windows()
        .forEach(window -> output.add(StepRows.ofWindow(barRows.window(feed, symbol, window))));
    result.late().forEach(late -> output.add(StepRows.ofLate(feed, symbol, late)));
    output.add(StepRows.ofState(stateRows.state(feed, symbol, state, step, ofFeed)));
    return output.iterator();
  }
}
