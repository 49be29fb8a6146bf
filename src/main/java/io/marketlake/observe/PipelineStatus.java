package io.marketlake.observe;

import static org.apache.spark.sql.functions.col;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverLate;
import io.marketlake.schema.Table;
import io.marketlake.schema.TableRows;
import io.marketlake.topology.BatchListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Counts what the layers commit. A layer's lag is what the layer before has and it has not: in
 * records, and in seconds as the age of the newest event that it knows while records are missing.
 */
public final class PipelineStatus implements BatchListener {
  private static final String SILVER = "silver";

  /** Tables of silver's writing whose rows are not what bronze waits for. */
  private static final Set<String> NO_EVENTS =
      Set.of(QuarantineEvents.TABLE.id(), GoldRuleCounts.TABLE.id());

  /** The newest scored texts that are kept to be shown. */
  private static final int NEWEST = 4;

  private final Set<String> textTables;

  /** Rows of each table, but for those that only say how far a layer has come. */
  private final Map<String, Long> rows = new TreeMap<>();

  /** Texts that gold has scored, of which one may be several rows. */
  private long scoredTexts;

  private final Map<String, String> writers = new TreeMap<>();
  private final Map<String, Instant> knownAt = new TreeMap<>();
  private final Deque<ScoredText> newest = new ArrayDeque<>();

  /** A scored text, to be shown. */
  public record ScoredText(Instant eventTime, String label, double score, String text) {}

  /**
   * A layer at a moment.
   *
   * @param rows rows in all
   * @param lagRecords records that the layer before has and this one has not
   * @param lag the age of the newest event that the layer knows; zero without missing records
   */
  public record LayerStatus(String name, long rows, long lagRecords, Duration lag) {}

  /**
   * Bars at a moment. They have no lag in records, since a bar is due when its time is over.
   *
   * @param rows final bars
   * @param late events that came after their bar was final
   */
  public record BarStatus(long rows, long late) {}

  /**
   * Begins with what the tables already hold.
   *
   * @param textTables the silver tables whose rows gold scores
   * @param present the tables that there are, with their rows
   * @param scoredTexts the texts that gold has, each once
   */
  public PipelineStatus(Set<String> textTables, Map<Table, Long> present, long scoredTexts) {
    this.textTables = Set.copyOf(textTables);
    this.scoredTexts = scoredTexts;
    present.forEach(this::add);
  }

  private void add(Table table, long more) {
    if (!table.writerCompacted()) {
      rows.merge(table.id(), more, Long::sum);
      writers.put(table.id(), table.writer());
    }
  }

  @Override
  public void committed(
      String layer, Map<Table, TableRows> counts, Map<Table, Dataset<Row>> written) {
    List<Row> scored =
        written.containsKey(GoldSentiment.TABLE)
            ? written
                .get(GoldSentiment.TABLE)
                .select(
                    col("event_time"), col(GoldSentiment.LABEL), col(GoldSentiment.SCORE), shown())
                .orderBy(col("event_time").desc())
                .limit(NEWEST)
                .collectAsList()
            : List.of();
    long texts =
        written.containsKey(GoldSentiment.TABLE) ? textsOf(written.get(GoldSentiment.TABLE)) : 0;
    synchronized (this) {
      scoredTexts += texts;
      counts.forEach(
          (table, count) -> {
            add(table, count.rows());
            knownAt.merge(layer, count.newestKnownAt(), PipelineStatus::later);
          });
      for (int i = scored.size() - 1; i >= 0; i--) {
        Row row = scored.get(i);
        newest.addFirst(
            new ScoredText(
                row.getTimestamp(0).toInstant(),
                row.getString(1),
                row.getDouble(2),
                row.getString(3)));
      }
      while (newest.size() > NEWEST) {
        newest.removeLast();
      }
    }
  }

  /** A text; of one that names several companies, which of them is meant. */
  private static Column shown() {
    return functions.coalesce(
        functions.concat(
            col(GoldSentiment.ENTITY),
            functions.lit(": "),
            functions.when(col(GoldSentiment.CONTEXT).notEqual(""), col(GoldSentiment.CONTEXT))),
        col(GoldSentiment.TEXT));
  }

  /** The texts that rows of gold are of. */
  public static long textsOf(Dataset<Row> scored) {
    return scored
        .select(Coordinate.IDENTITY.stream().map(functions::col).toArray(Column[]::new))
        .distinct()
        .count();
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /**
   * The layers that take record by record, from bronze to gold.
   *
   * @param produced records that Kafka has
   */
  public synchronized List<LayerStatus> layers(long produced, Instant now) {
    long bronze = rowsOf(BronzeEvents.TABLE.id());
    long silver =
        rows.entrySet().stream()
            .filter(e -> SILVER.equals(writers.get(e.getKey())))
            .filter(e -> !NO_EVENTS.contains(e.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    long texts = textTables.stream().mapToLong(this::rowsOf).sum();
    long gold = rowsOf(GoldSentiment.TABLE.id());
    return List.of(
        layer("bronze", bronze, produced - bronze, now),
        layer(SILVER, silver, bronze - silver - quarantined(), now),
        layer("gold", gold, texts - scoredTexts, now));
  }

  private LayerStatus layer(String name, long count, long missing, Instant now) {
    long lagRecords = Math.max(0, missing);
    Instant known = knownAt.get(name);
    Duration lag = lagRecords == 0 || known == null ? Duration.ZERO : Duration.between(known, now);
    return new LayerStatus(name, count, lagRecords, lag);
  }

  /** Bars; empty where no feed has any. */
  public synchronized Optional<BarStatus> bars() {
    return writers.containsValue(SilverBars.WRITER)
        ? Optional.of(new BarStatus(rowsOf(SilverBars.ID), rowsOf(SilverLate.TABLE.id())))
        : Optional.empty();
  }

  /** Rows in quarantine, declared drops included. */
  public synchronized long quarantined() {
    return rowsOf(QuarantineEvents.TABLE.id());
  }

  /** The newest scored texts, the newest first. */
  public synchronized List<ScoredText> newest() {
    return List.copyOf(newest);
  }

  /** Rows of each table that has any, by its id. */
  public synchronized Map<String, Long> tables() {
    Map<String, Long> present = new TreeMap<>(rows);
    present.values().removeIf(count -> count == 0);
    return present;
  }

  private long rowsOf(String table) {
    return rows.getOrDefault(table, 0L);
  }
}
