package io.marketlake.training;

import static org.apache.spark.sql.functions.col;

import io.marketlake.error.Errors;
import io.marketlake.error.PipelineException;
import io.marketlake.error.TrainingErrors;
import io.marketlake.schema.GoldSentiment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Texts whose sentiment a person has judged, in memory: some hundred thousand of them.
 *
 * @param texts the usable ones, in the order in which they came
 * @param file where they come from, as the model card shall name it
 * @param sha256 the hash of that file, in hexadecimal
 * @param rowsPerClass how many rows each label has
 * @param skippedRows how many rows were left out because they have no text or no known label
 * @param reading how the file was read, by name, for the card
 */
public record LabelledTexts(
    List<LabelledText> texts,
    String file,
    String sha256,
    Map<String, Long> rowsPerClass,
    long skippedRows,
    Map<String, String> reading) {
  private static final int FEWEST_ROWS = 10;

  /** Labels of no meaning are passed over in so few rows of a hundred; more are a mistake. */
  private static final int MOST_UNKNOWN_PERCENT = 1;

  private static final int MOST_SHOWN = 8;

  public LabelledTexts {
    texts = List.copyOf(texts);
    rowsPerClass = Collections.unmodifiableMap(new TreeMap<>(rowsPerClass));
    reading = Collections.unmodifiableMap(new TreeMap<>(reading));
  }

  /** Reads a file whose labels need no explanation. */
  public static LabelledTexts read(
      SparkSession spark, String path, String textColumn, String labelColumn) {
    return read(spark, path, textColumn, labelColumn, LabelMap.usual());
  }

  /**
   * Reads a CSV, TSV or JSON-lines file, plain or gzipped, of any usual encoding.
   *
   * @throws PipelineException if the file is absent or empty, lacks a column, or if more than one
   *     row of a hundred has a label that means nothing
   */
  public static LabelledTexts read(
      SparkSession spark, String path, String textColumn, String labelColumn, LabelMap labels) {
    DecodedFile file = DecodedFile.read(path, spark.sparkContext().hadoopConfiguration());
    TextTable table = TextTable.of(path, file.text(), textColumn, labelColumn);
    Map<String, String> reading = new TreeMap<>();
    reading.put("format", table.format());
    reading.put("encoding", file.encoding());
    reading.put("text_column", textColumn);
    reading.put("label_column", labelColumn);
    return of(table.rows(), new Path(path).getName(), file.sha256(), labels, reading);
  }

  /**
   * Takes rows with the string columns {@code text} and {@code label}, leaving out those that have
   * no text or no known label. Collects them.
   */
  public static LabelledTexts of(Dataset<Row> rows, String file, String sha256) {
    List<TextTable.Cells> cells =
        rows.select(col(GoldSentiment.TEXT), col(GoldSentiment.LABEL)).collectAsList().stream()
            .map(row -> new TextTable.Cells(row.getString(0), row.getString(1)))
            .toList();
    return of(cells, file, sha256, LabelMap.usual(), Map.of());
  }

  /** The texts as rows of the active session: {@code text} and {@code label}. */
  public Dataset<Row> rows() {
    return rows(SparkSession.active(), texts);
  }

  static Dataset<Row> rows(SparkSession spark, List<LabelledText> texts) {
    return spark.createDataFrame(
        texts.stream().map(text -> RowFactory.create(text.text(), text.label())).toList(),
        new StructType()
            .add(GoldSentiment.TEXT, DataTypes.StringType)
            .add(GoldSentiment.LABEL, DataTypes.StringType));
  }

  private static LabelledTexts of(
      List<TextTable.Cells> rows,
      String file,
      String sha256,
      LabelMap labels,
      Map<String, String> reading) {
    Map<String, Long> found =
        rows.stream().collect(Collectors.groupingBy(LabelledTexts::labelOf, Collectors.counting()));
    LabelMap.Meanings known = labels.meanings(found.keySet());
    Map<String, String> meanings = known.byLabel();
    requireKnown(file, found, meanings, rows.size());
    List<LabelledText> texts = new ArrayList<>();
    Map<String, Long> perClass = new HashMap<>();
    LabelSense sense = new LabelSense();
    for (TextTable.Cells row : rows) {
      String meaning = meanings.getOrDefault(labelOf(row), LabelMap.SKIP);
      if (row.text() != null && !row.text().isBlank() && !meaning.equals(LabelMap.SKIP)) {
        texts.add(new LabelledText(row.text().strip(), meaning));
        perClass.merge(meaning, 1L, Long::sum);
        if (known.scores().isEmpty() && known.guessed().contains(labelOf(row))) {
          sense.add(labelOf(row), row.text());
        }
      }
    }
    sense.require(file, meanings);
    Map<String, String> told = new TreeMap<>(reading);
    told.put(
        "labels",
        known
            .scores()
            .map(band -> "scores, " + band.inWords())
            .orElseGet(() -> shown(found, meanings)));
    return new LabelledTexts(texts, file, sha256, perClass, rows.size() - texts.size(), told);
  }

  private static String labelOf(TextTable.Cells row) {
    return row.label() == null ? "" : row.label().strip();
  }

  private static void requireKnown(
      String file, Map<String, Long> found, Map<String, String> meanings, int rows) {
    Map<String, Long> unknown = new TreeMap<>(found);
    unknown.keySet().removeAll(meanings.keySet());
    long unknownRows = unknown.values().stream().mapToLong(Long::longValue).sum();
    if (unknownRows * 100 > (long) rows * MOST_UNKNOWN_PERCENT) {
      throw TrainingErrors.unknownLabels(file, unknownRows, mostFrequent(unknown));
    }
  }

  private static List<String> mostFrequent(Map<String, Long> labels) {
    return labels.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MOST_SHOWN)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Such as {@code bearish=negative (12), mixed=skip (3)}. */
  private static String shown(Map<String, Long> found, Map<String, String> meanings) {
    return found.entrySet().stream()
        .sorted(
            Comparator.comparing(Map.Entry<String, Long>::getValue)
                .reversed()
                .thenComparing(Map.Entry::getKey))
        .limit(MOST_SHOWN)
        .map(
            entry ->
                (entry.getKey().isEmpty() ? "(none)" : entry.getKey())
                    + "="
                    + meanings.getOrDefault(entry.getKey(), LabelMap.SKIP)
                    + " ("
                    + entry.getValue()
                    + ")")
        .collect(Collectors.joining(", "));
  }

  /**
   * Refuses what can't be learnt from: fewer than two labels, or fewer than ten rows of one.
   *
   * @throws PipelineException if so
   */
  void requireEnoughToLearn() {
    if (rowsPerClass.size() < 2) {
      throw Errors.unusableTrainingData(
          file,
          rowsPerClass.isEmpty()
              ? "no row has both a text and a label that is one of "
                  + String.join(", ", GoldSentiment.LABELS)
              : "all of its labels are " + String.join("", rowsPerClass.keySet()));
    }
    rowsPerClass.forEach(
        (name, rows) -> {
          if (rows < FEWEST_ROWS) {
            throw Errors.unusableTrainingData(file, "only " + rows + " rows are " + name);
          }
        });
  }

  /**
   * Refuses to judge by nothing.
   *
   * @throws PipelineException if no row is usable
   */
  void requireAny() {
    if (texts.isEmpty()) {
      throw Errors.unreadableFile(
          file,
          "no row has both a text and a label that is one of "
              + String.join(", ", GoldSentiment.LABELS));
    }
  }
}
