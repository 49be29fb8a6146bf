package io.marketlake.error;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where messages to users are worded, with {@link KafkaErrors}, {@link StorageErrors} and {@link
 * RuleErrors}. Each says problem, reason and cure.
 */
public final class Errors {
  private Errors() {}

  // ---- settings ----

  /** All problems found in the settings, in one sentence. */
  public static PipelineException badSettings(List<String> problems) {
    String reason = String.join("; and ", problems);
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the settings can't be used",
        reason,
        "correct them where they are set (conf/marketlake.conf lists every key)",
        null);
  }

  public static PipelineException unreadableSettings(String file, String reason) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the settings file " + file + " can't be read",
        reason,
        "give an existing HOCON file with --conf-file",
        null);
  }

  public static PipelineException badOption(String option, String reason, String cure) {
    return new PipelineException(
        ErrorCode.SETTINGS, "the option " + option + " can't be used", reason, cure, null);
  }

  public static PipelineException unknownFeed(String feed, Collection<String> known) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "there is no feed '" + feed + "'",
        "the settings declare only " + String.join(", ", known),
        "name one of these, or declare it under feeds { … }",
        null);
  }

  // ---- lake ----

  public static PipelineException unwritableLake(
      String path, String reason, @Nullable Throwable cause) {
    return new PipelineException(
        ErrorCode.LAKE,
        "the lake at " + path + " can't be written",
        reason,
        "set lake.path (or --lake) to a folder that you may write",
        cause);
  }

  public static PipelineException newerLake(String path, int found, int known) {
    return new PipelineException(
        ErrorCode.LAKE,
        "the lake at " + path + " can't be used",
        "it was written by a newer marketlake (format " + found + "; this one knows " + known + ")",
        "run that newer marketlake, or point lake.path elsewhere",
        null);
  }

  public static PipelineException noLake(String path) {
    return new PipelineException(
        ErrorCode.LAKE,
        "there is no lake at " + path,
        "nothing has been written there yet",
        "run scripts/demo.sh or a bronze job first, or set lake.path",
        null);
  }

  public static PipelineException noSource(String layer, String source) {
    return new PipelineException(
        ErrorCode.LAKE,
        layer + " can't start",
        "the lake has no " + source + " yet",
        "start the job of the layer before it first, then this one",
        null);
  }

  public static PipelineException tableWithoutSource(String table, String source) {
    return new PipelineException(
        ErrorCode.LAKE,
        "the table " + table + " can't be continued",
        "it has rows but no checkpoint, and "
            + source
            + ", which it could be compared with, is empty",
        "restore " + source + " or the checkpoint from a backup, or move " + table + " away",
        null);
  }

  /**
   * A feed's settings declare columns of its table with other types than they have.
   *
   * @param cures a setting for each, such as {@code column = volume_double}
   */
  public static PipelineException otherSchema(
      String table, String feed, String difference, String cures) {
    return new PipelineException(
        ErrorCode.LAKE,
        "the table " + table + " can't take the rows of its feed",
        "a column keeps its type for life, and " + difference,
        "in feeds."
            + feed
            + ".fields set the type back, or give the field a column of its own ("
            + cures
            + "), which is null in the rows that are there; feeds.sh diff --feed "
            + feed
            + " shows what arrives",
        null);
  }

  public static PipelineException otherRelease(String table, String difference) {
    return new PipelineException(
        ErrorCode.LAKE,
        "the table " + table + " can't be written",
        "another marketlake made it: " + difference,
        "run the marketlake that wrote this lake, or use another lake",
        null);
  }

  public static PipelineException inputGrew(String layers, Collection<String> tables) {
    return new PipelineException(
        ErrorCode.LAKE,
        layers + " was stopped",
        "a table that it reads ("
            + String.join(", ", tables)
            + ") got another column, as one that was declared",
        "start it again, or let its supervisor do so: it goes on where it was",
        null);
  }

  public static PipelineException foreignCommit(
      String table, String writer, long batch, @Nullable String found, String range) {
    return new PipelineException(
        ErrorCode.LAKE,
        "micro-batch " + batch + " of " + writer + " can't be written to " + table,
        "the table already has a micro-batch of that number from other input ("
            + (found == null ? "not in its history any more" : found)
            + " instead of "
            + range
            + "), so the checkpoint is not the one that wrote it",
        "remove the folder of that checkpoint and start again; the job then compares the tables"
            + " and goes on where they end",
        null);
  }

  public static PipelineException alreadyRunning(String unit, String holder) {
    return new PipelineException(
        ErrorCode.BUSY,
        unit + " is already being written",
        "another process holds its lease (" + holder + ")",
        "stop that one first, or leave this work to it",
        null);
  }

  // ---- models ----

  public static PipelineException noModel(String kind, String path) {
    return new PipelineException(
        ErrorCode.MODEL,
        "no text can be scored",
        "there is no " + kind + " model in " + path,
        "train one: scripts/spark-submit/train.sh " + kind,
        null);
  }

  public static PipelineException unknownModel(
      String kind, String version, Collection<String> known) {
    return new PipelineException(
        ErrorCode.MODEL,
        "the " + kind + " model " + version + " can't be used",
        "the registry has " + (known.isEmpty() ? "none" : "only " + String.join(", ", known)),
        "name one of these, or leave " + kind + ".model at champion",
        null);
  }

  public static PipelineException damagedModel(String kind, String version, String reason) {
    return new PipelineException(
        ErrorCode.MODEL,
        "the " + kind + " model " + version + " can't be loaded",
        reason,
        "restore it from a backup, go back with models.sh rollback "
            + kind
            + ", or train a new one",
        null);
  }

  public static PipelineException unusableRegistry(
      String path, String reason, @Nullable Throwable cause) {
    return new PipelineException(
        ErrorCode.MODEL,
        "the model registry at " + path + " can't be used",
        reason,
        "set lake.path to a lake whose models folder you may read and write",
        cause);
  }

  // ---- data ----

  public static PipelineException unreadableFile(String file, String reason) {
    return new PipelineException(
        ErrorCode.DATA,
        "the file " + file + " can't be read",
        reason,
        "give a file that exists and has the expected columns",
        null);
  }

  public static PipelineException notDeclarable(String topic, String reason) {
    return new PipelineException(
        ErrorCode.DATA,
        "no feed can be declared for the topic " + topic,
        reason,
        "let its producer send one JSON object a record, with the time of the event in it",
        null);
  }

  public static PipelineException noReadableTime(String file, String feed, String field) {
    return new PipelineException(
        ErrorCode.DATA,
        "the file " + file + " can't be replayed under its events' own time",
        "no line of it has a " + field + " in a format that the feed " + feed + " accepts",
        "name its column with --map column="
            + field
            + ", add the format to the feed's settings,"
            + " or replay with --known-at now",
        null);
  }

  public static PipelineException unusableTrainingData(String file, String reason) {
    return new PipelineException(
        ErrorCode.DATA,
        "no model can be trained on " + file,
        reason,
        "give a file with --data, --text and --label that has at least two classes"
            + " and ten rows of each",
        null);
  }

  public static PipelineException ruleBroken(String feed, String rule, String where) {
    return new PipelineException(
        ErrorCode.DATA,
        "the feed " + feed + " was stopped",
        "its rule " + rule + ", whose action is fail, does not hold at " + where,
        "mend the producer and the rule's action, then start again; bronze keeps every record",
        null);
  }

  public static PipelineException badQuery(String reason) {
    return new PipelineException(
        ErrorCode.DATA,
        "the query can't be run",
        reason,
        "SHOW TABLES IN gold lists what there is",
        null);
  }
}
