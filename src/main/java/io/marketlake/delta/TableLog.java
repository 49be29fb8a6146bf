package io.marketlake.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.delta.tables.DeltaTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaHistoryManager;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.actions.Protocol;
import org.apache.spark.sql.delta.util.FileNames$;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * What the log of a table says at one moment, and which files lie in its folder. Reads only. The
 * lists of files are held in memory: about 200 bytes a file.
 */
public final class TableLog {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String LOG_FOLDER = "_delta_log/";

  private final SparkSession spark;
  private final DeltaLog log;
  private final Snapshot snapshot;

  private TableLog(SparkSession spark, DeltaLog log, Snapshot snapshot) {
    this.spark = spark;
    this.log = log;
    this.snapshot = snapshot;
  }

  static TableLog of(SparkSession spark, String path) {
    DeltaLog log = DeltaLog.forTable(spark, path);
    return new TableLog(spark, log, log.update(false, Option.empty(), Option.empty()));
  }

  /** The newest version. */
  public long version() {
    return snapshot.version();
  }

  /** The id that the table keeps for life. */
  public String tableId() {
    return snapshot.metadata().id();
  }

  public TableProtocol protocol() {
    Protocol protocol = snapshot.protocol();
    Set<String> features = new HashSet<>();
    if (protocol.readerFeatures().isDefined()) {
      features.addAll(protocol.getReaderFeatures());
    }
    if (protocol.writerFeatures().isDefined()) {
      features.addAll(protocol.getWriterFeatures());
    }
    return new TableProtocol(protocol.minReaderVersion(), protocol.minWriterVersion(), features);
  }

  /** The table's properties, by name. */
  public Map<String, String> properties() {
    return new TreeMap<>(JavaConverters.mapAsJavaMap(snapshot.metadata().configuration()));
  }

  /** How many files the table consists of. */
  public long fileCount() {
    return snapshot.numOfFiles();
  }

  /** The bytes of the files that the table consists of. */
  public long bytes() {
    return snapshot.sizeInBytes();
  }

  /** The files that the table consists of. */
  public List<DataFile> files() {
    List<DataFile> files = new ArrayList<>();
    for (Row row :
        snapshot.allFiles().toDF().select("path", "partitionValues", "size").collectAsList()) {
      files.add(new DataFile(decoded(row.getString(0)), row.getJavaMap(1), row.getLong(2)));
    }
    return files;
  }

  /**
   * The rows of each day of a table that is partitioned by days, as its files' statistics have
   * them.
   *
   * @param dayColumn the column of the days
   * @param times columns of times whose newest is asked for
   */
  public SortedMap<LocalDate, DayRows> dayRows(String dayColumn, List<String> times) {
    SortedMap<LocalDate, DayRows> days = new TreeMap<>();
    for (Row row : snapshot.allFiles().toDF().select("partitionValues", "stats").collectAsList()) {
      LocalDate day = LocalDate.parse(row.<String, String>getJavaMap(0).get(dayColumn));
      days.merge(day, dayRows(day, row.getString(1), times), DayRows::with);
    }
    return days;
  }

  private static DayRows dayRows(LocalDate day, @Nullable String statistics, List<String> times) {
    if (statistics == null) {
      return new DayRows(day, OptionalLong.empty(), Map.of());
    }
    try {
      JsonNode said = JSON.readTree(statistics);
      JsonNode rows = said.path("numRecords");
      Map<String, Instant> newest = new TreeMap<>();
      for (String time : times) {
        JsonNode value = said.path("maxValues").path(time);
        if (value.isTextual()) {
          newest.put(time, OffsetDateTime.parse(value.asText()).toInstant());
        }
      }
      return new DayRows(
          day, rows.isNumber() ? OptionalLong.of(rows.asLong()) : OptionalLong.empty(), newest);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The paths of files that were taken out of the table, as long as its log remembers them. */
  public Set<String> removedPaths() {
    Set<String> paths = new HashSet<>();
    snapshot
        .tombstones()
        .toDF()
        .select("path")
        .as(Encoders.STRING())
        .collectAsList()
        .forEach(path -> paths.add(decoded(path)));
    return paths;
  }

  /** A log writes paths as parts of a URI. */
  static String decoded(String path) {
    return new Path(URI.create(path)).toString();
  }

  /** All files in the table's folder but for the log's, whether they belong to it or not. */
  public List<LakeFile> stored() {
    return FolderTree.of(log.dataPath(), log.dataPath(), hadoop()).stream()
        .filter(file -> !file.path().startsWith(LOG_FOLDER))
        .toList();
  }

  /** The oldest version whose commit the log still has. */
  public long earliestVersion() {
    return DeltaHistoryManager.getEarliestDeltaFile(log);
  }

  /** When a version was committed; empty if the log does not have it (any more, or yet). */
  public Optional<Instant> timeOf(long version) {
    Path commit = FileNames$.MODULE$.unsafeDeltaFile(log.logPath(), version);
    try {
      return Optional.of(
          Instant.ofEpochMilli(
              commit.getFileSystem(hadoop()).getFileStatus(commit).getModificationTime()));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The number of the newest micro-batch of a writer; empty if it has written none. */
  public Optional<Long> newestBatchOf(String writer, String table) {
    return Optional.ofNullable(
        Transactions.of(snapshot).get(TableAppend.applicationOf(writer, table)));
  }

  /** All who have appended rows to the table, though their commits may be forgotten. */
  public Set<String> writers() {
    Set<String> writers = new HashSet<>();
    for (String application : Transactions.of(snapshot).keySet()) {
      writers.add(application.substring(0, application.lastIndexOf('/')));
    }
    return writers;
  }

  /** The newest commits, the newest first. */
  public List<LoggedCommit> commits(int most) {
    List<LoggedCommit> commits = new ArrayList<>();
    for (Row row :
        DeltaTable.forPath(spark, log.dataPath().toString())
            .history(most)
            .select("version", "timestamp", "operation", "userMetadata", "engineInfo")
            .collectAsList()) {
      commits.add(
          new LoggedCommit(
              row.getLong(0),
              row.getTimestamp(1).toInstant(),
              row.getString(2),
              writerIn(row.getString(3)),
              row.isNullAt(4) ? "unknown" : row.getString(4)));
    }
    return commits;
  }

  /** Whether a commit is marked with who of marketlake made it. */
  static boolean isOwn(CommitInfo commit) {
    return writerOf(commit).isPresent();
  }

  /** Who of marketlake made a commit. */
  static Optional<String> writerOf(CommitInfo commit) {
    return writerIn(commit.userMetadata().isDefined() ? commit.userMetadata().get() : null);
  }

  private static Optional<String> writerIn(@Nullable String userMetadata) {
    if (userMetadata == null) {
      return Optional.empty();
    }
    try {
      JsonNode writer = JSON.readTree(userMetadata).path("writer");
      return writer.isTextual() ? Optional.of(writer.asText()) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private Configuration hadoop() {
    return spark.sessionState().newHadoopConf();
  }
}
