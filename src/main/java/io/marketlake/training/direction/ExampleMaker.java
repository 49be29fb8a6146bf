package io.marketlake.training.direction;

import java.util.List;

/** Makes the features of all bars that are forecast. */
@FunctionalInterface
interface ExampleMaker {
  /** The examples of the data, by series and then in time. */
  List<Example> make(DirectionData data);
}
