package io.marketlake.training;

import io.marketlake.TestSpark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Labelled texts that are quick to learn, for tests. */
public final class SampleTexts {
  private static final String[] COMPANIES = {"acme", "globex", "initech", "umbrella", "hooli"};
  private static final String[] THINGS = {"profit", "sales", "orders", "margin", "dividend"};
  private static final String[][] VERBS = {
    {"falls", "drops", "sinks"}, {"due", "stated", "unchanged"}, {"rises", "jumps", "grows"}
  };
  private static final String[] LABELS = {"negative", "neutral", "positive"};

  private SampleTexts() {}

  /** 225 different texts, a third of them of each label. */
  public static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String company : COMPANIES) {
      for (String thing : THINGS) {
        for (int label = 0; label < LABELS.length; label++) {
          for (String verb : VERBS[label]) {
            rows.add(RowFactory.create(company + " " + thing + " " + verb, LABELS[label]));
          }
        }
      }
    }
    return rows;
  }

  /** The same rows in another order. */
  static List<Row> shuffled(long seed) {
    List<Row> rows = rows();
    Collections.shuffle(rows, new Random(seed));
    return rows;
  }

  public static LabelledTexts of(List<Row> rows) {
    Dataset<Row> dataset =
        TestSpark.session()
            .createDataFrame(
                rows,
                new StructType()
                    .add("text", DataTypes.StringType)
                    .add("label", DataTypes.StringType));
    return LabelledTexts.of(dataset, "sample.csv", "00");
  }
}
