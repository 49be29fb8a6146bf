package io.marketlake.error;

import java.util.Collection;

/** What is told to who trains or judges a model. */
public final class TrainingErrors {
  private TrainingErrors() {}

  public static PipelineException otherTerms(int found, int known) {
    return new PipelineException(
        ErrorCode.MODEL,
        "the sentiment model can't be used",
        "it counts the terms of another release (version "
            + found
            + "; this one counts version "
            + known
            + ")",
        "train one: scripts/spark-submit/train.sh sentiment, or run the release that trained it",
        null);
  }

  public static PipelineException unknownLabels(String file, long rows, Collection<String> labels) {
    return new PipelineException(
        ErrorCode.DATA,
        "the labels of " + file + " can't be used",
        rows + " rows have a label that names no sentiment (" + String.join(", ", labels) + ")",
        "say what each means: --label-map label=negative, =neutral, =positive, or =skip to leave"
            + " its rows out",
        null);
  }

  public static PipelineException labelsAgainstTexts(
      String file, String low, String high, String taken, String suggested) {
    return new PipelineException(
        ErrorCode.DATA,
        "the labels of " + file + " can't be used",
        "they are numbers, and the texts whose label would mean "
            + low
            + " are better news than those that would be "
            + high,
        "say what each means: --label-map "
            + suggested
            + " seems likely; --label-map "
            + taken
            + " if the order is right",
        null);
  }

  public static PipelineException trainingDataTooLarge(String file, long megabytes, long most) {
    return new PipelineException(
        ErrorCode.DATA,
        "the file " + file + " can't be trained on",
        "it has " + megabytes + " MB, and this memory suffices for " + most + " MB",
        "take a sample of it, or give more memory: MARKETLAKE_DRIVER_MEMORY=4g",
        null);
  }

  public static PipelineException noLexicon(String folder, String files) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the lexicon " + folder + " can't be used",
        "it is no folder with any of " + files,
        "set sentiment.training.lexicon to a folder with such files, or to none",
        null);
  }
}
