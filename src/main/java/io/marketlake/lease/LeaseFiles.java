package io.marketlake.lease;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFiles;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The objects of leases on S3:
 *
 * <pre>
 * _marketlake/leases/units/&lt;unit&gt;/&lt;number&gt;   a holding: put once, never changed
 *                   sessions/&lt;session&gt;       the holder's sign of life, renewed
 * </pre>
 *
 * <p>The holding with the highest number is the one that counts.
 */
final class LeaseFiles {
  private static final String UNITS = Lake.STATE + "/leases/units/";
  private static final String SESSIONS = Lake.STATE + "/leases/sessions/";
  private static final JsonMapper JSON = new JsonMapper();

  private final LakeFiles files;

  LeaseFiles(LakeFiles files) {
    this.files = files;
  }

  /** The number of the holding that counts. */
  OptionalLong newest(String unit) {
    return numbers(unit).stream().mapToLong(Long::longValue).max();
  }

  private List<Long> numbers(String unit) {
    return files.list(UNITS + unit).stream()
        .filter(name -> name.matches("\\d+"))
        .map(Long::valueOf)
        .toList();
  }

  Optional<Holding> holding(String unit, long number) {
    return files.read(UNITS + unit + "/" + number).map(text -> read(text, Holding.class));
  }

  /** Puts a holding where there is none of that number; tells whether it is there now. */
  boolean create(String unit, long number, Holding holding) {
    return files.create(UNITS + unit + "/" + number, text(holding));
  }

  /** Removes the holdings before a number, but for the last of them, and their signs of life. */
  void clean(String unit, long number) {
    for (long old : numbers(unit)) {
      if (old < number - 1) {
        holding(unit, old).ifPresent(holding -> files.delete(SESSIONS + holding.session()));
        files.delete(UNITS + unit + "/" + old);
      }
    }
  }

  /** The sign of life as it is written, to be compared with the next. */
  Optional<String> sign(String session) {
    return files.read(SESSIONS + session);
  }

  static Sign sign(Holding holding, String text) {
    try {
      return JSON.readValue(text, Sign.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The sign of life of " + holding + " is damaged", e);
    }
  }

  void write(String session, Sign sign) {
    files.write(SESSIONS + session, text(sign));
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T read(String text, Class<T> type) {
    try {
      return JSON.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A lease is damaged: " + text, e);
    }
  }
}
