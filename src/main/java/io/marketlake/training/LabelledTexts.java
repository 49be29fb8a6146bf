package io.marketlake.training;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.marketlake.error.Errors;
import io.marketlake.error.PipelineException;
import io.marketlake.schema.GoldSentiment;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Texts whose sentiment a person has judged.
 *
 * @param rows {@code text} (string, not blank) and {@code label} (one of {@link
 *     GoldSentiment#LABELS}), in no order
 * @param file where they come from, as the model card shall name it
 * @param sha256 the hash of that file, in hexadecimal
 * @param rowsPerClass how many rows each label has; at least two labels with ten rows each, and
 *     none with fewer
 * @param skippedRows how many rows were left out because they have no text or no known label
 */
public record LabelledTexts(
    Dataset<Row> rows,
    String file,
    String sha256,
    Map<String, Long> rowsPerClass,
    long skippedRows) {
  private static final int FEWEST_ROWS = 10;
  private static final String TEXT = GoldSentiment.TEXT;
  private static final String LABEL = GoldSentiment.LABEL;

  public LabelledTexts {
    rowsPerClass = Collections.unmodifiableMap(new TreeMap<>(rowsPerClass));
  }

  /**
   * Reads a CSV file: comma-separated, UTF-8, with a header; a quoted field may span lines and
   * doubles its quotes. Labels count in any case. Counts the rows, so it runs a Spark job.
   *
   * @throws PipelineException if the file is absent, lacks a column, or has too few rows to learn
   *     from
   */
  public static LabelledTexts read(
      SparkSession spark, String path, String textColumn, String labelColumn) {
    String sha256 = sha256(spark, path);
    Dataset<Row> raw =
        spark
            .read()
            .option("header", true)
            .option("multiLine", true)
            .option("escape", "\"")
            .csv(path);
    Dataset<Row> rows =
        raw.select(
            column(raw, path, textColumn).as(TEXT), column(raw, path, labelColumn).as(LABEL));
    return of(rows, new Path(path).getName(), sha256);
  }

  /**
   * Takes rows with the string columns {@code text} and {@code label}, leaving out those that have
   * no text or no known label. Runs a Spark job.
   *
   * @throws PipelineException if too few rows remain to learn from
   */
  public static LabelledTexts of(Dataset<Row> rows, String file, String sha256) {
    Column label = lower(trim(col(LABEL)));
    Column usable =
        coalesce(
            trim(col(TEXT))
                .notEqual("")
                .and(label.isin((Object[]) GoldSentiment.LABELS.toArray(new String[0]))),
            lit(false));
    Row counts = rows.agg(count(lit(1)), countsOf(label, usable)).head();
    Map<String, Long> rowsPerClass = new TreeMap<>();
    long kept = 0;
    for (int i = 0; i < GoldSentiment.LABELS.size(); i++) {
      long found = counts.getLong(i + 1);
      if (found > 0) {
        rowsPerClass.put(GoldSentiment.LABELS.get(i), found);
      }
      kept += found;
    }
    requireEnough(file, rowsPerClass);
    return new LabelledTexts(
        rows.where(usable).select(col(TEXT), label.as(LABEL)),
        file,
        sha256,
        rowsPerClass,
        counts.getLong(0) - kept);
  }

  private static Column[] countsOf(Column label, Column usable) {
    return GoldSentiment.LABELS.stream()
        .map(name -> count(when(usable.and(label.equalTo(name)), 1)))
        .toArray(Column[]::new);
  }

  private static void requireEnough(String file, Map<String, Long> rowsPerClass) {
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

  private static Column column(Dataset<Row> raw, String path, String name) {
    List<String> columns = Arrays.asList(raw.columns());
    return columns.stream()
        .filter(name::equals)
        .findFirst()
        .or(() -> columns.stream().filter(name::equalsIgnoreCase).findFirst())
        .map(found -> col("`" + found + "`"))
        .orElseThrow(
            () ->
                Errors.unreadableFile(
                    path, "it has no column " + name + ", only " + String.join(", ", columns)));
  }

  private static String sha256(SparkSession spark, String file) {
    Path path = new Path(file);
    try {
      FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      if (files.getFileStatus(path).isDirectory()) {
        throw Errors.unreadableFile(file, "it is a folder");
      }
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(files.open(path), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (FileNotFoundException e) {
      throw Errors.unreadableFile(file, "there is no such file");
    } catch (IOException e) {
      throw Errors.unreadableFile(file, e.toString());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
