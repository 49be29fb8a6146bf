package io.marketlake.registry;

import java.io.Serializable;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/**
 * A fitted model of a price's direction, asked one bar at a time: the one stage of its pipeline,
 * which gives the same probability to the same values wherever it is asked.
 */
public final class DirectionModel implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int UP = 1;

  private final ProbabilisticClassificationModel<Vector, ?> classifier;

  private DirectionModel(ProbabilisticClassificationModel<Vector, ?> classifier) {
    this.classifier = classifier;
  }

  /**
   * Of a pipeline as it is published.
   *
   * @throws IllegalArgumentException if it is no such pipeline
   */
  @SuppressWarnings("unchecked") // A classifier of MLlib takes vectors; its type says so too late.
  public static DirectionModel of(PipelineModel pipeline) {
    Transformer[] stages = pipeline.stages();
    if (stages.length == 1
        && stages[0] instanceof ProbabilisticClassificationModel<?, ?> classifier
        && classifier.numClasses() == 2) {
      return new DirectionModel((ProbabilisticClassificationModel<Vector, ?>) classifier);
    }
    throw new IllegalArgumentException("a pipeline of one classifier of two classes is needed");
  }

  /**
   * The probability that the price rises, 0 to 1.
   *
   * @param features the values of {@link DirectionProfile#features}, in their order
   */
  public double up(double[] features) {
    return classifier.predictProbability(Vectors.dense(features)).apply(UP);
  }
}
