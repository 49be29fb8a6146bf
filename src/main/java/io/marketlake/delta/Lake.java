package io.marketlake.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.error.Errors;
import io.marketlake.error.PipelineException;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Refusals;
import io.marketlake.storage.StorageCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A lake: a local folder or a prefix on S3 with tables, checkpoints and models.
 *
 * <p>Its format has a number. A lake of an older format is used as it is: what it lacks are tables
 * and nullable columns, which its writers add at their start. The first writer of this release
 * raises its number, and from then on an older release, which would misread what is written,
 * refuses it in one sentence. Numbers: 1, the first; 2, bronze may hold corrections of its own
 * rows, so that a row of bronze is not always a record of Kafka.
 */
public final class Lake {
  /** The folder, under the root, of all that is not a table or a model. */
  public static final String STATE = "_marketlake";

  /** The folder, under the root, of the model registry. */
  public static final String MODELS = "models";

  private static final int FORMAT = 2;
  private static final String FORMAT_FILE = STATE + "/lake.json";
  private static final JsonMapper JSON = new JsonMapper();

  private final LakeLocation location;
  private final LakeFiles files;
  private final LakeTables tables;

  private Lake(LakeLocation location, LakeFiles files, LakeTables tables) {
    this.location = location;
    this.files = files;
    this.tables = tables;
  }

  /** Opens the lake for writing; begins one where there is none. */
  public static Lake open(SparkSession spark, LakeLocation location) {
    requireFolder(location);
    Lake lake = at(spark, location);
    lake.begin();
    return lake;
  }

  /** Opens a lake that must exist, for reading. */
  public static Lake openExisting(SparkSession spark, LakeLocation location) {
    Lake lake = at(spark, location);
    try {
      if (lake.files.read(FORMAT_FILE).isEmpty()) {
        throw Errors.noLake(location.toString());
      }
    } catch (UncheckedIOException e) {
      throw unusable(location, e);
    }
    lake.checkFormat();
    return lake;
  }

  /** Opens a lake that must exist, for writing: from then on it has the format of this release. */
  public static Lake openExistingToWrite(SparkSession spark, LakeLocation location) {
    Lake lake = openExisting(spark, location);
    lake.begin();
    return lake;
  }

  /**
   * Throws unless the lake can be used at this place and its format is known; needs no Spark
   * session, so that a wrong path or credential is told at once.
   */
  public static void requireWritable(LakeLocation location) {
    requireFolder(location);
    StorageCheck.requireWritable(location, STATE);
    fileView(location).checkFormat();
  }

  /** Throws unless the place can be reached, for jobs that only read. */
  public static void requireReachable(LakeLocation location) {
    StorageCheck.requireReachable(location);
  }

  /** The files of a lake, without a Spark session. */
  public static LakeFiles filesOf(LakeLocation location) {
    requireWritable(location);
    return fileView(location).files;
  }

  private static void requireFolder(LakeLocation location) {
    if (location.isOnS3()) {
      return;
    }
    java.nio.file.Path folder = location.folder();
    try {
      Files.createDirectories(folder.resolve(STATE));
    } catch (IOException e) {
      throw Errors.unwritableLake(
          location.toString(),
          "the folder can't be made (" + e.getClass().getSimpleName() + ")",
          e);
    }
    if (!Files.isWritable(folder.resolve(STATE))) {
      throw Errors.unwritableLake(location.toString(), "this user may not write there", null);
    }
  }

  private static Lake fileView(LakeLocation location) {
    try {
      return new Lake(
          location, new LakeFiles(location, location.configuration()), LakeTables.none());
    } catch (IOException e) {
      throw Errors.unwritableLake(location.toString(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Lake at(SparkSession spark, LakeLocation location) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    location.configure(hadoop);
    try {
      return new Lake(
          location, new LakeFiles(location, hadoop), new LakeTables(spark, location.root()));
    } catch (IOException e) {
      throw Errors.unwritableLake(location.toString(), String.valueOf(e.getMessage()), e);
    }
  }

  private void begin() {
    try {
      String current = JSON.writeValueAsString(Map.of("format", FORMAT));
      if (files.read(FORMAT_FILE).isEmpty()) {
        boolean unused = files.create(FORMAT_FILE, current);
      }
      if (format().orElse(FORMAT) < FORMAT) {
        files.write(FORMAT_FILE, current);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (UncheckedIOException e) {
      throw unusable(location, e);
    }
  }

  private static PipelineException unusable(LakeLocation location, UncheckedIOException e) {
    return S3Refusals.explain(location, e)
        .orElseGet(
            () -> Errors.unwritableLake(location.toString(), String.valueOf(e.getCause()), e));
  }

  private void checkFormat() {
    OptionalInt unused = format();
  }

  /** The format of what is there, which this release knows; empty where there is no lake. */
  private OptionalInt format() {
    Optional<String> text = files.read(FORMAT_FILE);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int found = JSON.readTree(text.get()).path("format").asInt();
      if (found > FORMAT) {
        throw Errors.newerLake(location.toString(), found, FORMAT);
      }
      if (found < 1) {
        throw Errors.unwritableLake(location.toString(), FORMAT_FILE + " names no format", null);
      }
      return OptionalInt.of(found);
    } catch (JsonProcessingException e) {
      throw Errors.unwritableLake(location.toString(), FORMAT_FILE + " is damaged", e);
    }
  }

  public LakeTables tables() {
    return tables;
  }

  public LakeFiles files() {
    return files;
  }

  /** The files in a folder of the lake and in all folders within it, whoever wrote them. */
  public List<LakeFile> tree(String folder) {
    return FolderTree.of(location.root(), new Path(location.root(), folder), tables.hadoop());
  }

  /** Where the lake is. */
  public LakeLocation location() {
    return location;
  }

  /** The lake's root on the local disk; a bug where it is on S3. */
  public java.nio.file.Path folder() {
    return location.folder();
  }

  /** Where the model registry is. */
  public String models() {
    return files.pathOf(MODELS);
  }
}
