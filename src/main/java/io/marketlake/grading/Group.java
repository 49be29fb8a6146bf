package io.marketlake.grading;

import io.marketlake.schema.GoldModelQuality;
import java.io.Serializable;
import java.time.LocalDate;

/**
 * What is graded together: the forecasts of one model and horizon of a day's bars.
 *
 * @param day UTC day of the bars
 * @param version of the model; {@link GoldModelQuality#ANY} for all of them
 */
record Group(LocalDate day, String feed, String interval, int horizon, String version)
    implements Serializable {
  Group on(LocalDate other) {
    return new Group(other, feed, interval, horizon, version);
  }

  Group ofAll() {
    return new Group(day, feed, interval, horizon, GoldModelQuality.ANY);
  }
}
