package io.marketlake.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFiles;
import io.marketlake.schema.Table;
import java.util.Optional;

/**
 * A replay under way, as the lake knows it, so that one which was killed is ended by the next, or
 * leaves nothing.
 *
 * @param id the topic_id of its corrections
 * @param feed whose records they correct
 * @param publishes whether all it is to write is prepared, so that it must be brought to its end
 */
public record ReplayPlan(String id, String feed, boolean publishes) {
  static final String FOLDER = Lake.STATE + "/replay/";

  private static final String WRITER = "replay-";
  private static final String FILE = FOLDER + "plan.json";
  private static final JsonMapper JSON = new JsonMapper();

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
    return new ReplayPlan(id, feed, true);
  }

  ReplayPlan ended() {
    return new ReplayPlan(id, feed, false);
  }

  /** Who writes its commits. */
  String writer() {
    return WRITER + id;
  }

  /** Whether a commit's writer is a replay. */
  public static boolean isWriter(String writer) {
    return writer.startsWith(WRITER);
  }

  /** Where its rows of a table are prepared. */
  Table staged(Table table) {
    return table.under(FOLDER + id);
  }
}
