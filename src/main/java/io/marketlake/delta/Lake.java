package io.marketlake.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.error.Errors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A lake: a folder with tables, checkpoints and models. Its format has a number; a lake of a newer
 * format is refused.
 */
public final class Lake {
  /** The folder, under the root, of all that is not a table or a model. */
  public static final String STATE = "_marketlake";

  /** The folder, under the root, of the model registry. */
  public static final String MODELS = "models";

  private static final int FORMAT = 1;
  private static final String FORMAT_FILE = STATE + "/lake.json";
  private static final JsonMapper JSON = new JsonMapper();

  private final Path root;
  private final LakeFiles files;
  private final LakeTables tables;

  private Lake(Path root, LakeFiles files, LakeTables tables) {
    this.root = root;
    this.files = files;
    this.tables = tables;
  }

  /** Opens the lake for writing; begins one where there is none. */
  public static Lake open(SparkSession spark, String location) {
    requireWritable(location);
    Lake lake = at(spark, location);
    lake.checkFormat();
    try {
      if (lake.files.read(FORMAT_FILE).isEmpty()) {
        lake.files.write(FORMAT_FILE, JSON.writeValueAsString(Map.of("format", FORMAT)));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (UncheckedIOException e) {
      throw Errors.unwritableLake(location, String.valueOf(e.getCause()), e);
    }
    return lake;
  }

  /** Opens a lake that must exist, for reading. */
  public static Lake openExisting(SparkSession spark, String location) {
    Lake lake = at(spark, location);
    if (lake.files.read(FORMAT_FILE).isEmpty()) {
      throw Errors.noLake(location);
    }
    lake.checkFormat();
    return lake;
  }

  /**
   * Throws unless the location is a local folder that can be written and whose format is known;
   * needs no Spark session, so that a wrong path is told at once.
   */
  public static void requireWritable(String location) {
    java.nio.file.Path folder = localFolder(location);
    try {
      Files.createDirectories(folder.resolve(STATE));
    } catch (IOException e) {
      throw Errors.unwritableLake(
          location, "the folder can't be made (" + e.getClass().getSimpleName() + ")", e);
    }
    if (!Files.isWritable(folder.resolve(STATE))) {
      throw Errors.unwritableLake(location, "this user may not write there", null);
    }
    try {
      fileView(location).checkFormat();
    } catch (IOException e) {
      throw Errors.unwritableLake(location, String.valueOf(e.getMessage()), e);
    }
  }

  /** The files of a lake, without a Spark session. */
  public static LakeFiles filesOf(String location) {
    requireWritable(location);
    try {
      return fileView(location).files;
    } catch (IOException e) {
      throw Errors.unwritableLake(location, String.valueOf(e.getMessage()), e);
    }
  }

  private static Lake fileView(String location) throws IOException {
    Path root = rootOf(location);
    LakeFiles files = new LakeFiles(root, new Configuration());
    return new Lake(root, files, LakeTables.none());
  }

  private static Lake at(SparkSession spark, String location) {
    Path root = rootOf(location);
    try {
      return new Lake(
          root,
          new LakeFiles(root, spark.sparkContext().hadoopConfiguration()),
          new LakeTables(spark, root.toString()));
    } catch (IOException e) {
      throw Errors.unwritableLake(location, String.valueOf(e.getMessage()), e);
    }
  }

  private static Path rootOf(String location) {
    return new Path("file", null, localFolder(location).toString());
  }

  /** The local folder of a location, absolute. */
  public static java.nio.file.Path localFolder(String location) {
    if (location.matches("[a-z][a-z0-9]+://.*") && !location.startsWith("file://")) {
      throw Errors.unwritableLake(location, "only local folders are supported so far", null);
    }
    return java.nio.file.Path.of(location.replaceFirst("^file:(//)?", ""))
        .toAbsolutePath()
        .normalize();
  }

  private void checkFormat() {
    files
        .read(FORMAT_FILE)
        .ifPresent(
            text -> {
              try {
                int found = JSON.readTree(text).path("format").asInt();
                if (found > FORMAT) {
                  throw Errors.newerLake(root.toString(), found, FORMAT);
                }
              } catch (JsonProcessingException e) {
                throw Errors.unwritableLake(root.toString(), FORMAT_FILE + " is damaged", e);
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
    return FolderTree.of(root, new Path(root, folder), tables.hadoop());
  }

  /** The lake's root on the local disk. */
  public java.nio.file.Path folder() {
    return localFolder(root.toString());
  }

  /** Where the model registry is. */
  public String models() {
    return files.pathOf(MODELS);
  }
}
