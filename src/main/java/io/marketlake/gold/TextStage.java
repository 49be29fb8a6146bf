package io.marketlake.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;

import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.SilverTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows of a feed's silver table -> feed, day, event_time, known_at, text, subject (null where the
 * feed names none; several are joined by a blank) and the coordinate: the same columns for every
 * feed that has a text. One row in, one row out.
 */
final class TextStage implements Stage {
  private final Feed feed;

  TextStage(Feed feed) {
    this.feed = feed;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    columns.add(lit(feed.name()).as(BronzeEvents.FEED));
    columns.add(col(BronzeEvents.DAY));
    columns.add(col(SilverTable.EVENT_TIME));
    columns.add(col(BronzeEvents.KNOWN_AT));
    columns.add(col(feed.text().orElseThrow()).cast("string").as(GoldSentiment.TEXT));
    columns.add(subject().as(GoldSentiment.SUBJECT));
    Coordinate.COLUMNS.forEach(c -> columns.add(col(c.name())));
    return rows.select(columns.toArray(Column[]::new));
  }

  private Column subject() {
    if (feed.subject().isEmpty()) {
      return lit(null).cast("string");
    }
    return org.apache.spark.sql.functions.nullif(
        concat_ws(" ", col(feed.subject().get())), lit(""));
  }
}
