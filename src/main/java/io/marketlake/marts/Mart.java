package io.marketlake.marts;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldMarts;
import io.marketlake.schema.Table;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A mart as its file declares it: {@code gold.<name>}, partitioned by {@code day}.
 *
 * @param file where it is declared, for messages
 * @param key what tells two rows apart; the day among it
 * @param grain what one row is
 * @param span which days a row needs of what it reads
 * @param spans the same of single tables or views that it reads, by their name in SQL
 * @param asOf tables and views, by their name in SQL, of which a row takes only what was known, and
 *     held, by the end of its day, or of the last of the days after it that their span names
 * @param feedColumn names the feed that a row is made of, where each row is of one feed alone
 * @param refresh it is refreshed at most this often; zero for each time that any is
 * @param columns in their order, the day among them
 * @param sql the query, over names of the lake
 */
public record Mart(
    String file,
    String name,
    List<String> key,
    String grain,
    DaySpan span,
    Map<String, DaySpan> spans,
    Set<String> asOf,
    Optional<String> feedColumn,
    Duration refresh,
    String doc,
    List<MartColumn> columns,
    String sql) {
  public Mart {
    key = List.copyOf(key);
    spans = Map.copyOf(spans);
    asOf = Set.copyOf(asOf);
    columns = List.copyOf(columns);
  }

  /** The table that it becomes. */
  public Table table() {
    return new Table(
            GoldMarts.LAYER,
            name,
            columns.stream().map(MartColumn::column).toList(),
            List.of(BronzeEvents.DAY),
            GoldMarts.WRITER,
            true,
            doc)
        .ofRows(grain, key)
        .from("the tables and views that " + name + ".sql reads");
  }

  /** Which days a row needs of a table or a view that the query names. */
  public DaySpan spanOf(String source) {
    return Objects.requireNonNull(spans.getOrDefault(source, span));
  }

  /**
   * A number that is another where rows may be others: where the query has changed, or its views,
   * the key, the names and types of the columns, or which days it needs. What is only said of it
   * does not count.
   *
   * @param views the text of the views that the query reads, by name
   */
  long definition(Map<String, String> views) {
    List<String> parts = new ArrayList<>(List.of(sql, key.toString(), span.toString()));
    columns.forEach(column -> parts.add(column.name() + " " + column.type().sql()));
    parts.add(new TreeMap<>(spans).toString());
    parts.add(new TreeSet<>(asOf).toString());
    parts.add(feedColumn.orElse(""));
    new TreeMap<>(views).forEach((name, text) -> parts.add(name + " " + text));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
      }
      return ByteBuffer.wrap(digest.digest()).getLong() & Long.MAX_VALUE;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
