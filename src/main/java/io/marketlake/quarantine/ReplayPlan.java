package io.marketlake.quarantine;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFiles;
import io.marketlake.delta.LakeTables;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Table;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A replay under way, as the lake knows it, so that one which was killed is ended by the next, or
 * leaves nothing.
 *
 * @param id the topic_id of its corrections
 * @param feed whose records they correct
 * @param publishes whether all it is to write is prepared, so that it must be brought to its end,
 *     and silver takes nothing any more that repeats it
 * @param taken the offsets of those corrections that are left out, since silver took the same ids
 *     before it knew of them; null until that is settled
 */
public record ReplayPlan(String id, String feed, boolean publishes, @Nullable List<Long> taken) {
  static final String FOLDER = Lake.STATE + "/replay/";

  private static final String WRITER = "replay-";
  private static final String FILE = FOLDER + "plan.json";
  private static final JsonMapper JSON = new JsonMapper();

  public ReplayPlan {
    taken = taken == null ? null : List.copyOf(taken);
  }

  /** One that begins: nothing is prepared. */
  static ReplayPlan of(String id, String feed) {
    return new ReplayPlan(id, feed, false, null);
  }

  /** The one that was not brought to its end. */
  public static Optional<ReplayPlan> of(LakeFiles files) {
    return files
        .read(FILE)
        .map(
            text -> {
              try {
                return JSON.readValue(text, ReplayPlan.class);
              } catch (JsonProcessingException e) {
                throw new IllegalStateException(FILE + " is damaged: " + text, e);
              }
            });
  }

  void save(LakeFiles files) {
    try {
      files.write(FILE, JSON.writeValueAsString(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static void forget(LakeFiles files) {
    files.delete(FILE);
  }

  ReplayPlan publishing() {
    return new ReplayPlan(id, feed, true, null);
  }

  ReplayPlan settled(List<Long> leftOut) {
    return new ReplayPlan(id, feed, true, leftOut);
  }

  ReplayPlan ended() {
    return new ReplayPlan(id, feed, false, taken);
  }

  /** Who writes its commits. */
  String writer() {
    return WRITER + id;
  }

  /** Whether a commit's writer is a replay. */
  public static boolean isWriter(String writer) {
    return writer.startsWith(WRITER);
  }

  /** Of rows that it has prepared, those that it writes. */
  Dataset<Row> kept(Dataset<Row> rows) {
    return taken == null || taken.isEmpty()
        ? rows
        : rows.filter(not(col(Coordinate.OFFSET).isInCollection(taken)));
  }

  /** The rows that it is going to write to a table, where it has come so far. */
  public Optional<Dataset<Row>> announced(LakeTables tables, Table table) {
    return publishes && tables.exists(staged(table))
        ? Optional.of(kept(tables.read(staged(table))))
        : Optional.empty();
  }

  /** Where its rows of a table are prepared. */
  Table staged(Table table) {
    return table.under(FOLDER + id);
  }
}
