package io.marketlake.training.direction;

import io.marketlake.feature.ModelColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** How a model is fitted. The same rows, in their order, and seed give the same model. */
enum Recipe {
  /** MLlib's logistic regression. */
  REGRESSION {
    @Override
    PipelineStage stage(DirectionTrainerSettings settings) {
      return new LogisticRegression()
          .setFeaturesCol(ModelColumns.FEATURES)
          .setLabelCol(LABEL)
          .setProbabilityCol(ModelColumns.PROBABILITY)
          .setRawPredictionCol(ModelColumns.RAW)
          .setPredictionCol(ModelColumns.PREDICTION)
          .setRegParam(settings.regParam())
          .setMaxIter(MOST_ITERATIONS);
    }
  },
  /** MLlib's random forest. */
  FOREST {
    @Override
    PipelineStage stage(DirectionTrainerSettings settings) {
      return new RandomForestClassifier()
          .setFeaturesCol(ModelColumns.FEATURES)
          .setLabelCol(LABEL)
          .setProbabilityCol(ModelColumns.PROBABILITY)
          .setRawPredictionCol(ModelColumns.RAW)
          .setPredictionCol(ModelColumns.PREDICTION)
          .setNumTrees(settings.trees())
          .setMaxDepth(settings.depth())
          .setMinInstancesPerNode(settings.leafRows())
          .setSeed(settings.seed());
    }
  };

  private static final String LABEL = "__label";
  private static final int MOST_ITERATIONS = 50;
  private static final StructType SCHEMA =
      new StructType()
          .add(LABEL, DataTypes.DoubleType, false)
          .add(ModelColumns.FEATURES, SQLDataTypes.VectorType(), false);

  abstract PipelineStage stage(DirectionTrainerSettings settings);

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Fits in the active Spark session. Runs Spark jobs. */
  PipelineModel fit(List<Labelled> rows, DirectionTrainerSettings settings) {
    List<Row> data = new ArrayList<>(rows.size());
    for (Labelled row : rows) {
      data.add(RowFactory.create(row.isUp() ? 1.0 : 0.0, Vectors.dense(row.example().features())));
    }
    // One partition: MLlib adds up in the order of partitions, and samples trees by them.
    return new Pipeline()
        .setStages(new PipelineStage[] {stage(settings)})
        .fit(SparkSession.active().createDataFrame(data, SCHEMA).coalesce(1));
  }
}
