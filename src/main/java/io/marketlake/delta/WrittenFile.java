package io.marketlake.delta;

import io.marketlake.schema.Micros;
import io.marketlake.schema.TableRows;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.delta.actions.AddFile;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;

/**
 * A file that a task has written, and that no commit has added yet.
 *
 * @param path relative to the table's folder, as Delta's log has it
 * @param partition what its rows have in each column that the table is partitioned by
 * @param bytes its size
 * @param modifiedAt as the file system says, in milliseconds since 1970
 * @param statistics Delta's, as JSON; null where the session makes none
 * @param rows how many rows it has
 * @param newestKnownAt the newest {@code known_at} among them, in microseconds since 1970
 */
record WrittenFile(
    String path,
    Map<String, @Nullable String> partition,
    long bytes,
    long modifiedAt,
    @Nullable String statistics,
    long rows,
    long newestKnownAt)
    implements Serializable {

  WrittenFile {
    partition = Collections.unmodifiableMap(new LinkedHashMap<>(partition));
  }

  TableRows tableRows() {
    return new TableRows(rows, Micros.instant(newestKnownAt));
  }

  /** As a commit adds it. */
  AddFile action() {
    return new AddFile(
        path,
        scala(partition),
        bytes,
        modifiedAt,
        true,
        statistics,
        scala(Map.of()),
        null,
        Option.empty(),
        Option.empty(),
        Option.empty());
  }

  @SuppressWarnings("unchecked")
  static <V extends @Nullable Object> scala.collection.immutable.Map<String, V> scala(
      Map<String, V> map) {
    List<Tuple2<String, V>> entries =
        map.entrySet().stream().map(e -> new Tuple2<>(e.getKey(), e.getValue())).toList();
    return (scala.collection.immutable.Map<String, V>)
        scala.collection.immutable.Map$.MODULE$.apply(
            JavaConverters.asScalaBuffer(entries).toSeq());
  }
}
