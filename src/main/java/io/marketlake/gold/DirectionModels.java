package io.marketlake.gold;

import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Chooses the models that forecast the bars of a micro-batch. */
@FunctionalInterface
public interface DirectionModels {
  /**
   * The models of the time; empty where there are none. A micro-batch that is tried again gets the
   * same ones.
   */
  Optional<Forecasters> forecastersOf(MicroBatch batch);

  /**
   * Models at work, one a horizon.
   *
   * @param fittedUntil by horizon in bars, when the last outcome was known that its model was
   *     fitted on, in microseconds since 1970
   * @param scorer gives rows with a horizon {@code p_up} where they have {@code features}, and
   *     {@code model_version} and {@code majority} where these are null
   */
  record Forecasters(SortedMap<Integer, Long> fittedUntil, Stage scorer) {
    public Forecasters {
      fittedUntil = Collections.unmodifiableSortedMap(new TreeMap<>(fittedUntil));
    }
  }
}
