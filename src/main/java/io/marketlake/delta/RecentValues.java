package io.marketlake.delta;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;

/**
 * Hashes of what rows of recent days have in some columns, of a table that is partitioned by day.
 * They stay in memory, 8 bytes a row, so that of a table that grows only new files are read. Of
 * days with too many rows none are kept.
 */
public final class RecentValues {
  private static final int MOST_PARTS = 64;

  private final LiveFiles files;
  private final String dayColumn;
  private final Column hash;
  private final long mostRows;
  private final List<Part> parts = new ArrayList<>();

  /** Hashes in order, and the files that have them; some of the files may be gone. */
  private static final class Part {
    private final Set<String> paths;
    private final long[] hashes;

    private Part(Set<String> paths, LongStream hashes) {
      this.paths = paths;
      this.hashes = hashes.sorted().distinct().toArray();
    }

    boolean isOf(AddFile file) {
      return paths.contains(file.path());
    }

    boolean has(long hash) {
      return Arrays.binarySearch(hashes, hash) >= 0;
    }
  }

  /**
   * Of a table.
   *
   * @param hash a long, of the columns
   * @param mostRows how many are kept at most
   */
  RecentValues(DeltaLog log, String dayColumn, Column hash, long mostRows) {
    this.files = new LiveFiles(log);
    this.dayColumn = dayColumn;
    this.hash = hash;
    this.mostRows = mostRows;
  }

  /**
   * Whether rows of these days and those between them may have one of these values, as the table is
   * now; always, where the days have more rows than are kept.
   */
  public synchronized boolean mayHave(LocalDate first, LocalDate last, long[] hashes) {
    Snapshot snapshot = files.follow();
    List<AddFile> wanted = files.all().stream().filter(f -> isWithin(f, first, last)).toList();
    if (LiveFiles.rows(wanted) > mostRows) {
      parts.clear();
      return true;
    }
    List<AddFile> unread = unread(wanted);
    if (kept() + LiveFiles.rows(unread) > mostRows) {
      parts.clear();
      unread = wanted;
    }
    if (!unread.isEmpty()) {
      read(snapshot, unread);
    }
    return LongStream.of(hashes).anyMatch(h -> parts.stream().anyMatch(part -> part.has(h)));
  }

  private boolean isWithin(AddFile file, LocalDate first, LocalDate last) {
    LocalDate day = LocalDate.parse(file.partitionValues().apply(dayColumn));
    return !day.isBefore(first) && !day.isAfter(last);
  }

  private List<AddFile> unread(List<AddFile> wanted) {
    return wanted.stream()
        .filter(file -> parts.stream().noneMatch(part -> part.isOf(file)))
        .toList();
  }

  private long kept() {
    return parts.stream().mapToLong(part -> part.hashes.length).sum();
  }

  private void read(Snapshot snapshot, List<AddFile> unread) {
    List<Long> hashes =
        files.read(snapshot, unread).select(hash).as(Encoders.LONG()).collectAsList();
    parts.add(new Part(pathsOf(unread), hashes.stream().mapToLong(Long::longValue)));
    if (parts.size() > MOST_PARTS) {
      mergeAll();
    }
  }

  private void mergeAll() {
    Set<String> paths = new HashSet<>();
    parts.forEach(part -> paths.addAll(part.paths));
    paths.retainAll(pathsOf(files.all()));
    Part merged = new Part(paths, parts.stream().flatMapToLong(part -> LongStream.of(part.hashes)));
    parts.clear();
    parts.add(merged);
  }

  private static Set<String> pathsOf(Collection<AddFile> files) {
    return files.stream().map(AddFile::path).collect(Collectors.toSet());
  }
}
