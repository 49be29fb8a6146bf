package io.marketlake.error;

import java.util.Optional;

/** The mistakes of users about the registry of models, each worded once. */
public final class ModelErrors {
  private ModelErrors() {}

  /** Others change the aliases of a kind again and again. */
  public static PipelineException aliasesBusy(String kind) {
    return new PipelineException(
        ErrorCode.BUSY,
        "the champion of the " + kind + " models can't be changed",
        "other processes change it at the same time, again and again",
        "try again, and see with models.sh history who changes it",
        null);
  }

  /** There is no earlier champion. */
  public static PipelineException nothingBefore(String kind, Optional<String> champion) {
    return new PipelineException(
        ErrorCode.MODEL,
        "the " + kind + " model can't be rolled back",
        champion.map(v -> "there was no champion before " + v).orElse("there is no champion"),
        "promote a version: models.sh list shows them, models.sh promote takes one",
        null);
  }

  /** A version that never was champion is no place to roll back to. */
  public static PipelineException neverChampion(String kind, String version) {
    return new PipelineException(
        ErrorCode.MODEL,
        "the " + kind + " model can't be rolled back to " + version,
        "it never was champion",
        "models.sh history shows which were; models.sh promote takes any version",
        null);
  }

  /** A model loads and yet does not do what a model of its kind does. */
  public static PipelineException unfitModel(String kind, String version, Throwable cause) {
    return new PipelineException(
        ErrorCode.MODEL,
        "the " + kind + " model " + version + " can't be used",
        "it does not score: " + firstLine(cause),
        "roll back with models.sh rollback " + kind + ", or train a new one with this release",
        cause);
  }

  /** A version is champion though its gate is closed. */
  public static PipelineException notToAct(String kind, String version, String reason) {
    return new PipelineException(
        ErrorCode.MODEL,
        "the " + kind + " model " + version + " must not forecast",
        "it was not to be promoted: " + reason,
        "roll back with models.sh rollback " + kind + ", or promote another with models.sh promote",
        null);
  }

  /** No version is champion, and none acts as such. */
  public static PipelineException noChampion(String kind) {
    return new PipelineException(
        ErrorCode.MODEL,
        "there is no champion among the " + kind + " models",
        "none was promoted, so that nothing is forecast with them",
        "name a version (models.sh list "
            + kind
            + " shows them), or promote one: models.sh promote",
        null);
  }

  /** No version is challenger. */
  public static PipelineException noChallenger(String kind) {
    return new PipelineException(
        ErrorCode.MODEL,
        "there is no challenger among the " + kind + " models",
        "no version was trained that did not become champion at once",
        "name a version; models.sh list shows them",
        null);
  }

  /** The registry has no model of a kind. */
  public static PipelineException noVersions(String kind, String path) {
    return new PipelineException(
        ErrorCode.MODEL,
        "there is no " + kind + " model in " + path,
        "none has been trained",
        "train one: scripts/spark-submit/train.sh " + kind,
        null);
  }

  /** A feed that is to have labels has none. */
  public static PipelineException noLabels(String feed, String reason) {
    return new PipelineException(
        ErrorCode.DATA,
        "the labels of the feed " + feed + " can't be used",
        reason,
        "declare it as conf/feeds/labels.conf does, and let bronze and silver run",
        null);
  }

  private static String firstLine(Throwable cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("").strip();
  }
}
