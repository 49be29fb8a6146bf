package io.marketlake.feature.direction;

import java.io.Serializable;
import java.time.Duration;

/**
 * Which texts a forecast reads.
 *
 * @param delay texts known so shortly before the bar, or later, are not read: gold may not have
 *     scored them when the bar is forecast, and training must read what scoring read
 * @param window how far before that texts are read; longer than nothing
 * @param halfLife the age at which a text weighs half of a new one; longer than nothing
 */
public record SentimentWindow(Duration delay, Duration window, Duration halfLife)
    implements Serializable {

  public SentimentWindow {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay must not be negative");
    }
    if (window.isZero() || window.isNegative()) {
      throw new IllegalArgumentException("window must be longer than nothing");
    }
    if (halfLife.isZero() || halfLife.isNegative()) {
      throw new IllegalArgumentException("halfLife must be longer than nothing");
    }
  }
}
