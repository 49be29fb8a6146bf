package io.marketlake.training;

import static org.apache.spark.sql.functions.col;

import io.marketlake.feature.ModelColumns;
import io.marketlake.schema.GoldSentiment;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Labelled texts as rows that a pipeline takes: {@code __text} and {@code __label}. */
final class TextRows {
  /** double: the index of the label. */
  static final String LABEL = "__label";

  private static final int ROWS_TO_A_BLANK = 100;
  private static final double NEUTRAL = GoldSentiment.LABELS.indexOf("neutral");
  private static final StructType SCHEMA =
      new StructType()
          .add(ModelColumns.TEXT, DataTypes.StringType)
          .add(LABEL, DataTypes.DoubleType);

  private TextRows() {}

  /** The texts in their order, which their partitions keep. */
  static Dataset<Row> of(SparkSession spark, List<LabelledText> texts) {
    return dataset(spark, rows(texts));
  }

  /**
   * The texts in their order, which their partitions keep, and behind them texts without a word,
   * called neutral, one to a hundred. They teach a model what to say of a text of which it knows no
   * word; without them that would be whichever class is commonest.
   */
  static Dataset<Row> withBlanks(SparkSession spark, List<LabelledText> texts) {
    List<Row> rows = rows(texts);
    for (int i = 0; i < texts.size() / ROWS_TO_A_BLANK + 1; i++) {
      rows.add(RowFactory.create("", NEUTRAL));
    }
    return dataset(spark, rows);
  }

  private static List<Row> rows(List<LabelledText> texts) {
    List<Row> rows = new ArrayList<>(texts.size());
    for (LabelledText text : texts) {
      rows.add(RowFactory.create(text.text(), (double) index(text)));
    }
    return rows;
  }

  static int index(LabelledText text) {
    return GoldSentiment.LABELS.indexOf(text.label());
  }

  /** The metadata tell a regression that there are three classes, also where the rows have two. */
  private static Dataset<Row> dataset(SparkSession spark, List<Row> rows) {
    NominalAttribute classes =
        NominalAttribute.defaultAttr()
            .withName(LABEL)
            .withValues(GoldSentiment.LABELS.toArray(new String[0]));
    // Cut off from the list, which every task of every step of a regression would carry along.
    return spark
        .createDataFrame(rows, SCHEMA)
        .localCheckpoint()
        .select(col(ModelColumns.TEXT), col(LABEL).as(LABEL, classes.toMetadata()));
  }
}
