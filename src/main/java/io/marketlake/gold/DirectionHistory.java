package io.marketlake.gold;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the lake holds already of the series that are forecast. What is asked for are stretches of
 * time; the rows that come back have those, and may have others too.
 */
public interface DirectionHistory {
  /** Rows of {@link io.marketlake.schema.SilverBars} whose bar starts in one of these stretches. */
  Dataset<Row> barsNear(List<SeriesSpan> spans);

  /** No bar starts earlier; empty where there are none. */
  Optional<Instant> firstBar();

  /**
   * Rows of {@link io.marketlake.schema.GoldDirection} whose bar starts in one of these stretches.
   */
  Dataset<Row> forecastsNear(List<SeriesSpan> spans);

  /** Whether anything was ever forecast; quick to tell. */
  boolean hasForecasts();

  /**
   * Rows of {@link io.marketlake.schema.GoldSentiment} that were known in one of these stretches.
   */
  Dataset<Row> textsNear(List<SeriesSpan> spans);
}
