package io.marketlake.app;

import io.marketlake.training.LabelMap;
import io.marketlake.training.LabelledTexts;
import io.marketlake.training.ScoreBand;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name labelled texts. */
final class LabelledOptions {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = {
        "labelled texts: CSV or TSV with a header, or JSON lines, plain or gzipped, in UTF-8,"
            + " UTF-16",
        "or windows-1252 (default: the project's own)"
      })
  private String data = Home.file("data/labelled_texts.csv");

  @Option(
      names = "--text",
      paramLabel = "COLUMN",
      defaultValue = "text",
      description =
          "column of the text, or its number where there is no header (default: ${DEFAULT-VALUE})")
  private String text = "";

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      defaultValue = "label",
      description = "column of the label, or its number (default: ${DEFAULT-VALUE})")
  private String label = "";

  @Option(
      names = "--label-map",
      paramLabel = "LABEL=SENTIMENT",
      split = ",",
      description = {
        "what a label means: negative, neutral, positive, or skip to leave its rows out; may be",
        "repeated. Known without it: pos, neg, neu, bullish, bearish, buy, hold, sell, and numbers",
        "(-1 0 1, 0 1 2, 0 1, 1 to 5, scores from -1 to 1)"
      })
  private List<String> labels = List.of();

  @Option(
      names = "--neutral-between",
      paramLabel = "LOW,HIGH",
      description = {
        "labels are scores: below LOW negative, above HIGH positive, neutral between (for scores",
        "from -1 to 1, -0.1,0.1 without being told)"
      })
  private @Nullable String neutralBetween;

  /** Reads the texts. */
  LabelledTexts read(SparkSession spark) {
    LabelMap map = LabelMap.of(labels);
    return LabelledTexts.read(
        spark,
        data,
        text,
        label,
        neutralBetween == null ? map : map.withScores(ScoreBand.of(neutralBetween)));
  }
}
