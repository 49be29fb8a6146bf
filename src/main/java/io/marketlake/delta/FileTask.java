package io.marketlake.delta;

import io.marketlake.delta.TableFormat.PartitionColumn;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.ProjectingInternalRow;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.delta.stats.DeltaTaskStatisticsTracker;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a task's rows of one table into files, one for each value that the table is partitioned
 * by. What an attempt leaves behind that fails is in no commit, and goes with the next VACUUM.
 *
 * @param position of the table, among those that are written together
 * @param isSorted whether rows of one partition come together; else the task gives up where they
 *     are of more partitions than it may have files open
 */
record FileTask(int position, Broadcast<TableFormat> format, boolean isSorted)
    implements Function2<Integer, Iterator<InternalRow>, Iterator<FileTask.Result>> {
  @Serial private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(FileTask.class);

  /** Each open file has buffers of its own. */
  private static final int MOST_OPEN = 32;

  /**
   * What came of it.
   *
   * @param gaveUp whether there were too many partitions, and so no files
   */
  record Result(int position, boolean gaveUp, List<WrittenFile> files) implements Serializable {
    Result {
      files = List.copyOf(files);
    }
  }

  @Override
  public Iterator<Result> call(Integer part, Iterator<InternalRow> rows) throws IOException {
    Files files = new Files(format.value(), part);
    boolean isComplete = false;
    try {
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        if (!files.hasRoomFor(row)) {
          if (!isSorted) {
            return List.of(new Result(position, true, List.of())).iterator();
          }
          files.closeAll();
        }
        files.write(row);
      }
      files.closeAll();
      isComplete = true;
      return List.of(new Result(position, false, files.written())).iterator();
    } finally {
      if (!isComplete) {
        files.abandon();
      }
    }
  }

  /** A file being written. */
  private static final class OpenFile {
    private final List<@Nullable Object> partition;
    private final String relative;
    private final Path path;
    private final OutputWriter writer;
    private long rows;
    private long newestKnownAt = Long.MIN_VALUE;

    private OpenFile(
        List<@Nullable Object> partition, String relative, Path path, OutputWriter writer) {
      this.partition = partition;
      this.relative = relative;
      this.path = path;
      this.writer = writer;
    }
  }

  /** The files of one task. */
  private static final class Files {
    private final TableFormat format;
    private final String task;
    private final ProjectingInternalRow data;
    private final @Nullable DeltaTaskStatisticsTracker statistics;
    private final Map<List<@Nullable Object>, OpenFile> open = new LinkedHashMap<>();
    private final List<OpenFile> closed = new ArrayList<>();
    private @Nullable OpenFile current;

    Files(TableFormat format, int part) {
      this.format = format;
      this.task = String.format(Locale.ROOT, "part-%05d-%s", part, UUID.randomUUID());
      this.data = format.dataRow();
      this.statistics = format.statistics();
    }

    /** Whether the file of a row is open, or may be opened. */
    boolean hasRoomFor(InternalRow row) {
      if (current == null || !isOf(current, row)) {
        current = open.get(partitionOf(row));
      }
      return current != null || open.size() < MOST_OPEN;
    }

    void write(InternalRow row) {
      OpenFile file = current == null ? opened(row) : current;
      data.project(row);
      file.writer.write(data);
      if (statistics != null) {
        statistics.newRow(file.path.toString(), data);
      }
      file.rows++;
      file.newestKnownAt = Math.max(file.newestKnownAt, row.getLong(format.knownAt()));
    }

    private boolean isOf(OpenFile file, InternalRow row) {
      int i = 0;
      for (PartitionColumn column : format.partitionedBy()) {
        if (!Objects.equals(file.partition.get(i), row.get(column.position(), column.type()))) {
          return false;
        }
        i++;
      }
      return true;
    }

    private List<@Nullable Object> partitionOf(InternalRow row) {
      List<@Nullable Object> values = new ArrayList<>();
      for (PartitionColumn column : format.partitionedBy()) {
        Object value = row.get(column.position(), column.type());
        // The row's bytes are those of the next one soon.
        values.add(value instanceof UTF8String text ? text.copy() : value);
      }
      return values;
    }

    private OpenFile opened(InternalRow row) {
      List<@Nullable Object> partition = partitionOf(row);
      StringBuilder relative = new StringBuilder();
      partitionValues(partition)
          .forEach(
              (name, value) ->
                  relative
                      .append(ExternalCatalogUtils.getPartitionPathString(name, value))
                      .append('/'));
      relative
          .append(task)
          .append(String.format(Locale.ROOT, ".c%03d", open.size() + closed.size()))
          .append(format.extension());
      Path path = format.path(relative.toString());
      OpenFile file = new OpenFile(partition, relative.toString(), path, format.open(path));
      if (statistics != null) {
        statistics.newFile(path.toString());
      }
      open.put(partition, file);
      current = file;
      return file;
    }

    private Map<String, @Nullable String> partitionValues(List<@Nullable Object> partition) {
      Map<String, @Nullable String> values = new LinkedHashMap<>();
      for (int i = 0; i < partition.size(); i++) {
        PartitionColumn column = format.partitionedBy().get(i);
        values.put(column.name(), text(column, partition.get(i)));
      }
      return values;
    }

    private static @Nullable String text(PartitionColumn column, @Nullable Object value) {
      if (value == null) {
        return null;
      }
      return column.type().equals(DataTypes.DateType)
          ? DateTimeUtils.daysToLocalDate((Integer) value).toString()
          : value.toString();
    }

    void closeAll() {
      for (OpenFile file : List.copyOf(open.values())) {
        file.writer.close();
        open.remove(file.partition);
        closed.add(file);
      }
      current = null;
    }

    List<WrittenFile> written() throws IOException {
      scala.collection.immutable.Map<String, String> known =
          statistics == null ? null : statistics.getFinalStats(0).stats();
      List<WrittenFile> written = new ArrayList<>();
      for (OpenFile file : closed) {
        FileStatus status = fileSystem(file).getFileStatus(file.path);
        written.add(
            new WrittenFile(
                new Path(file.relative).toUri().toString(),
                partitionValues(file.partition),
                status.getLen(),
                status.getModificationTime(),
                known == null ? null : known.apply(file.path.getName()),
                file.rows,
                file.newestKnownAt));
      }
      return written;
    }

    private FileSystem fileSystem(OpenFile file) throws IOException {
      return file.path.getFileSystem(format.conf());
    }

    /** Takes away what nobody will commit, as far as that is possible. */
    void abandon() {
      List<OpenFile> all = new ArrayList<>(closed);
      all.addAll(open.values());
      for (OpenFile file : all) {
        try {
          if (open.containsValue(file)) {
            file.writer.close();
          }
          fileSystem(file).delete(file.path, false);
        } catch (IOException | RuntimeException e) {
          LOG.warn("{} is left behind, and in no commit", file.path, e);
        }
      }
    }
  }
}
