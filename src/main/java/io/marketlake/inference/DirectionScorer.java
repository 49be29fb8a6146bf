package io.marketlake.inference;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.marketlake.job.Stage;
import io.marketlake.registry.DirectionModel;
import io.marketlake.schema.GoldDirection;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Adds the probability that a price rises, as the model of the row's horizon sees it.
 *
 * <p>In: rows with {@code horizon} (int), {@code features} (array of double, null in rows that are
 * not to be scored: the values that the model takes, in its order), {@code p_up} (double), {@code
 * model_version} (string) and {@code majority} (int). Out: the same rows, {@code p_up} given where
 * there are features, {@code model_version} and {@code majority} where they were null. A row's
 * answer depends on its features and the model alone, so the same row gets the same bits in every
 * batch and in every stream. Rows of a horizon without a model stay as they are.
 */
public final class DirectionScorer implements Stage {
  private static final List<String> NEEDED =
      List.of(
          GoldDirection.HORIZON,
          GoldDirection.FEATURES,
          GoldDirection.P_UP,
          GoldDirection.MODEL_VERSION,
          GoldDirection.MAJORITY);

  private final SortedMap<Integer, Forecaster> forecasters;
  private @Nullable Broadcast<Map<Integer, DirectionModel>> shared;

  /**
   * A model of one horizon.
   *
   * @param version in the registry
   * @param majority what prices did more often in its training: 1 up, -1 down
   * @param fittedUntil when the last outcome that it was fitted on was known, in microseconds since
   *     1970
   */
  public record Forecaster(DirectionModel model, String version, int majority, long fittedUntil)
      implements Serializable {
    public Forecaster {
      if (majority != 1 && majority != -1) {
        throw new IllegalArgumentException("majority must be 1 or -1, not " + majority);
      }
    }
  }

  /**
   * Its models are sent to the executors once for all micro-batches, so that a job keeps the
   * scorer.
   *
   * @param forecasters by horizon, one at least
   */
  public DirectionScorer(Map<Integer, Forecaster> forecasters) {
    if (forecasters.isEmpty()) {
      throw new IllegalArgumentException("a scorer needs a model");
    }
    this.forecasters = new TreeMap<>(forecasters);
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    List<String> names = Arrays.asList(rows.columns());
    if (!names.containsAll(NEEDED)) {
      throw new IllegalArgumentException(
          "rows to forecast need the columns "
              + String.join(", ", NEEDED)
              + ", but have only "
              + String.join(", ", names));
    }
    UDF2<Integer, Seq<Double>, Double> score = new Score(shared(rows.sparkSession()));
    // Nondeterministic only in name: it keeps the optimizer from scoring more than once.
    Column scored =
        udf(score, DataTypes.DoubleType)
            .asNondeterministic()
            .apply(col(GoldDirection.HORIZON), col(GoldDirection.FEATURES));
    return rows.withColumn(GoldDirection.P_UP, coalesce(scored, col(GoldDirection.P_UP)))
        .withColumn(
            GoldDirection.MODEL_VERSION,
            coalesce(
                col(GoldDirection.MODEL_VERSION), ofHorizon(of -> lit(of.version()), "string")))
        .withColumn(
            GoldDirection.MAJORITY,
            coalesce(col(GoldDirection.MAJORITY), ofHorizon(of -> lit(of.majority()), "int")));
  }

  private Column ofHorizon(Function<Forecaster, Column> value, String type) {
    Column chosen = lit(null).cast(type);
    for (Map.Entry<Integer, Forecaster> one : forecasters.entrySet()) {
      chosen =
          when(col(GoldDirection.HORIZON).equalTo(one.getKey()), value.apply(one.getValue()))
              .otherwise(chosen);
    }
    return chosen;
  }

  private synchronized Broadcast<Map<Integer, DirectionModel>> shared(SparkSession session) {
    if (shared == null) {
      Map<Integer, DirectionModel> models = new TreeMap<>();
      forecasters.forEach((horizon, forecaster) -> models.put(horizon, forecaster.model()));
      shared = JavaSparkContext.fromSparkContext(session.sparkContext()).broadcast(models);
    }
    return shared;
  }

  private static final class Score implements UDF2<Integer, Seq<Double>, Double> {
    private static final long serialVersionUID = 1L;

    private final Broadcast<Map<Integer, DirectionModel>> models;

    Score(Broadcast<Map<Integer, DirectionModel>> models) {
      this.models = models;
    }

    @Override
    public @Nullable Double call(Integer horizon, @Nullable Seq<Double> features) {
      DirectionModel model = models.value().get(horizon);
      return model == null || features == null
          ? null
          : (Double)
              model.up(
                  JavaConverters.seqAsJavaList(features).stream()
                      .mapToDouble(Double::doubleValue)
                      .toArray());
    }
  }
}
