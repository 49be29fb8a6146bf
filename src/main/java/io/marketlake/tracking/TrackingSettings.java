package io.marketlake.tracking;

import java.time.Duration;

/**
 * Which MLflow server is told of trained models.
 *
 * @param trackingUri {@code http://} or {@code https://} and the server's address; user and
 *     password or a token come from MLflow's own variables of the environment, such as {@code
 *     MLFLOW_TRACKING_TOKEN}
 * @param experiment the experiment that runs go to; made where there is none of that name
 * @param timeout how long all of it may take, more than 0; what is not said by then is left unsaid
 */
public record TrackingSettings(String trackingUri, String experiment, Duration timeout) {
  public TrackingSettings {
    if (!trackingUri.matches("https?://[^\\s@]+")) {
      throw new IllegalArgumentException(
          "trackingUri must be none, or http:// or https:// and a server without user and"
              + " password, which come from MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be more than 0, not " + timeout);
    }
  }
}
