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
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A lake: a local folder or a prefix on S3 with tables, checkpoints and models. Its format has a
 * number; a lake of a newer format is refused.
 */
public final class Lake {
  /** The folder, under the root, of all that is not a table or a model. */
  public static final String STATE = "_marketlake";

  /** The folder, under the root, of the model registry. */
  public static final String MODELS = "models";

  private static final int FORMAT = 1;
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
      if (files.read(FORMAT_FILE).isEmpty()) {
        boolean unused =
            files.create(FORMAT_FILE, JSON.writeValueAsString(Map.of("format", FORMAT)));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (UncheckedIOException e) {
      throw unusable(location, e);
    }
    checkFormat();
  }

  private static PipelineException unusable(LakeLocation location, UncheckedIOException e) {
    return S3Refusals.explain(location, e)
        .orElseGet(
            () -> Errors.unwritableLake(location.toString(), String.valueOf(e.getCause()), e));
  }

  private void checkFormat() {
    files
        .read(FORMAT_FILE)
        .ifPresent(
            text -> {
              try {
                int found = JSON.readTree(text).path("format").asInt();
                if (found > FORMAT) {
                  throw Errors.newerLake(location.toString(), found, FORMAT);
                }
              } catch (JsonProcessingException e) {
                throw Errors.unwritableLake(location.toString(), FORMAT_FILE + " is damaged", e);
              }
            });
  }

  public LakeTables tables() {
    return tables;
  }

  public LakeFiles files() {
    return files;
  }

  /** The files in a folder of the lake and in all folders within it, whoever wrote them. */
  public java.util.List<LakeFile> tree(String folder) {
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
