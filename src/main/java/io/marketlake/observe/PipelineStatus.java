package io.marketlake.observe;

import static org.apache.spark.sql.functions.col;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Table;
import io.marketlake.topology.BatchListener;
import io.marketlake.topology.TableRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Counts what the layers commit. A layer's lag is what the layer before has and it has not: in
 * records, and in seconds as the age of the newest event that it knows while records are missing.
 */
public final class PipelineStatus implements BatchListener {
  /** The newest scored texts that are kept to be shown. */
  private static final int NEWEST = 4;

  private final Set<String> textTables;
  private final Map<String, Long> rows = new TreeMap<>();
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
   * Begins with what the tables already hold.
   *
   * @param textTables the silver tables whose rows gold scores
   * @param present rows of each table, by its id
   */
  public PipelineStatus(Set<String> textTables, Map<String, Long> present) {
    this.textTables = Set.copyOf(textTables);
    rows.putAll(present);
  }

  @Override
  public void committed(
      String layer, Map<Table, TableRows> counts, Map<Table, Dataset<Row>> written) {
    List<Row> scored =
        written.containsKey(GoldSentiment.TABLE)
            ? written
                .get(GoldSentiment.TABLE)
                .select("event_time", GoldSentiment.LABEL, GoldSentiment.SCORE, GoldSentiment.TEXT)
                .orderBy(col("event_time").desc())
                .limit(NEWEST)
                .collectAsList()
            : List.of();
    synchronized (this) {
      counts.forEach(
          (table, count) -> {
            rows.merge(table.id(), count.rows(), Long::sum);
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

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /**
   * The layers, from bronze to gold.
   *
   * @param produced records that Kafka has
   */
  public synchronized List<LayerStatus> layers(long produced, Instant now) {
    long bronze = rowsOf(BronzeEvents.TABLE.id());
    long silver =
        rows.entrySet().stream()
            .filter(e -> e.getKey().startsWith("silver."))
            .mapToLong(Map.Entry::getValue)
            .sum();
    long texts = textTables.stream().mapToLong(this::rowsOf).sum();
    long gold = rowsOf(GoldSentiment.TABLE.id());
    return List.of(
        layer("bronze", bronze, produced - bronze, now),
        layer("silver", silver, bronze - silver - quarantined(), now),
        layer("gold", gold, texts - gold, now));
  }

  private LayerStatus layer(String name, long count, long missing, Instant now) {
    long lagRecords = Math.max(0, missing);
    Instant known = knownAt.get(name);
    Duration lag = lagRecords == 0 || known == null ? Duration.ZERO : Duration.between(known, now);
    return new LayerStatus(name, count, lagRecords, lag);
  }

  /** Rows in quarantine, declared drops included. */
  public synchronized long quarantined() {
    return rowsOf(QuarantineEvents.TABLE.id());
  }

  /** The newest scored texts, the newest first. */
  public synchronized List<ScoredText> newest() {
    return List.copyOf(newest);
  }

  /** Rows of each table, by its id. */
  public synchronized Map<String, Long> tables() {
    return new TreeMap<>(rows);
  }

  private long rowsOf(String table) {
    return rows.getOrDefault(table, 0L);
  }
}
