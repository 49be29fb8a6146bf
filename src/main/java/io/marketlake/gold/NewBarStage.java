package io.marketlake.gold;

import static org.apache.spark.sql.functions.col;

import io.marketlake.job.Stage;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.SilverBars;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows of {@code silver.bars} -> those that the stream wrote first, of one length, within sessions,
 * of some feeds; all columns stay. Revisions are left out, and so is what a file brought: a
 * forecast after the fact is none.
 */
final class NewBarStage implements Stage {
  private final List<String> feeds;
  private final String interval;

  /**
   * The stage.
   *
   * @param interval the length as the table writes it
   */
  NewBarStage(List<String> feeds, String interval) {
    this.feeds = List.copyOf(feeds);
    this.interval = interval;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    return rows.filter(
        col(SilverBars.INTERVAL)
            .equalTo(interval)
            .and(col(SilverBars.SOURCE_FEED).isin(feeds.toArray()))
            .and(col(SilverBars.REVISION).equalTo(0))
            .and(col(SilverBars.IN_SESSION))
            .and(Coordinate.isStreamed()));
  }
}
