package io.marketlake.erasure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFiles;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An erasure that has begun, as the lake knows it until it is done: the records are found, and lie
 * beside it as coordinates. It holds nothing of what they say.
 *
 * @param id names its commits
 * @param proof tells whether a condition is the one that it was begun with
 * @param at when it was begun
 * @param by who began it
 * @param note why; null where nothing was said
 * @param purges whether the files go at once
 * @param rows how many rows of each table go
 */
record ErasurePlan(
    String id,
    String proof,
    String at,
    String by,
    @Nullable String note,
    boolean purges,
    Map<String, Long> rows) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FOLDER = Lake.STATE + "/erase/";
  private static final String PLAN = ".json";

  ErasurePlan {
    rows = java.util.Collections.unmodifiableMap(new TreeMap<>(rows));
  }

  static Optional<ErasurePlan> of(LakeFiles files, String feed) {
    return files
        .read(file(feed))
        .map(
            text -> {
              try {
                return JSON.readValue(text, ErasurePlan.class);
              } catch (JsonProcessingException e) {
                throw new IllegalStateException(file(feed) + " is damaged: " + text, e);
              }
            });
  }

  /** The feeds that one is under way for. */
  static List<String> feeds(LakeFiles files) {
    return files.list(FOLDER).stream()
        .filter(name -> name.endsWith(PLAN))
        .map(name -> name.substring(0, name.length() - PLAN.length()))
        .toList();
  }

  void save(LakeFiles files, String feed) {
    try {
      files.write(file(feed), JSON.writeValueAsString(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static void forget(LakeFiles files, String feed) {
    files.delete(file(feed));
  }

  /** Where the coordinates of what an erasure of a feed means are. */
  static Table coordinates(String feed) {
    return new Table(
            "found",
            "coordinates",
            Coordinate.COLUMNS,
            List.of(),
            "The coordinates of the records that are being erased.")
        .under(FOLDER + feed);
  }

  /**
   * What a condition proves itself by. It is salted, so that no list of hashes made before tells
   * it; who reads the lake can try a guess until the erasure is done, and could read the records.
   */
  static String proof(String id, String condition) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((id + "\n" + condition.strip()).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isFor(String condition) {
    return proof.equals(proof(id, condition));
  }

  private static String file(String feed) {
    return FOLDER + feed + PLAN;
  }
}
