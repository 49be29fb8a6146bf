package io.marketlake.grading;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.GoldModelQuality;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Counts the bars that should have been forecast, for each group of their day: a version answers
 * for those known between its first and last forecast, all of a horizon for all. What comes out of
 * Spark is a row a group, however many bars there are.
 */
final class DueBars {
  private static final String NUMBER = "number";
  private static final String FIRST = "first";
  private static final String LAST = "last";
  private static final StructType SPANS =
      new StructType()
          .add(BronzeEvents.DAY, DataTypes.DateType)
          .add(SilverBars.SOURCE_FEED, DataTypes.StringType)
          .add(SilverBars.INTERVAL, DataTypes.StringType)
          .add(NUMBER, DataTypes.IntegerType)
          .add(FIRST, DataTypes.TimestampType)
          .add(LAST, DataTypes.TimestampType);

  private final DirectionSettings direction;

  DueBars(DirectionSettings direction) {
    this.direction = direction;
  }

  /**
   * Adds what is due to each tally, and a tally for each horizon of a day that has bars and none.
   *
   * @param bars of the tallies' days
   */
  void addTo(Map<Group, Tally> tallies, Dataset<Row> bars) {
    Dataset<Row> due = due(bars);
    ofVersions(tallies, due);
    for (Row row :
        due.groupBy(col(BronzeEvents.DAY), col(SilverBars.SOURCE_FEED), col(SilverBars.INTERVAL))
            .agg(count(lit(1)), max(col(BronzeEvents.KNOWN_AT)))
            .collectAsList()) {
      for (int horizon : direction.horizons()) {
        Group all =
            new Group(
                row.getDate(0).toLocalDate(),
                row.getString(1),
                row.getString(2),
                horizon,
                GoldModelQuality.ANY);
        tallies.computeIfAbsent(all, group -> Tally.ofDay(Micros.of(row.getTimestamp(4)))).due +=
            row.getLong(3);
      }
    }
  }

  private static void ofVersions(Map<Group, Tally> tallies, Dataset<Row> due) {
    List<Tally> numbered = new ArrayList<>();
    List<Row> spans = new ArrayList<>();
    tallies.forEach(
        (group, tally) -> {
          if (!group.version().equals(GoldModelQuality.ANY)
              && tally.firstKnown <= tally.lastKnown) {
            spans.add(
                RowFactory.create(
                    Date.valueOf(group.day()),
                    group.feed(),
                    group.interval(),
                    numbered.size(),
                    Micros.timestamp(tally.firstKnown),
                    Micros.timestamp(tally.lastKnown)));
            numbered.add(tally);
          }
        });
    if (spans.isEmpty()) {
      return;
    }
    Dataset<Row> atWork = broadcast(due.sparkSession().createDataFrame(spans, SPANS));
    for (Row row :
        due.join(
                atWork,
                due.col(BronzeEvents.DAY)
                    .equalTo(atWork.col(BronzeEvents.DAY))
                    .and(
                        due.col(SilverBars.SOURCE_FEED).equalTo(atWork.col(SilverBars.SOURCE_FEED)))
                    .and(due.col(SilverBars.INTERVAL).equalTo(atWork.col(SilverBars.INTERVAL)))
                    .and(due.col(BronzeEvents.KNOWN_AT).geq(atWork.col(FIRST)))
                    .and(due.col(BronzeEvents.KNOWN_AT).leq(atWork.col(LAST))))
            .groupBy(col(NUMBER))
            .count()
            .collectAsList()) {
      numbered.get(row.getInt(0)).due += row.getLong(1);
    }
  }

  /** The bars that should be forecast. */
  private Dataset<Row> due(Dataset<Row> rows) {
    return rows.filter(
        col(SilverBars.INTERVAL)
            .equalTo(direction.intervalName())
            .and(col(SilverBars.REVISION).equalTo(0))
            .and(col(SilverBars.IN_SESSION))
            .and(col(SilverBars.IS_WARM))
            .and(Coordinate.isStreamed())
            .and(
                col(BronzeEvents.KNOWN_AT)
                    .leq(col(SilverBars.BAR_END).plus(lit(direction.staleAfter())))));
  }
}
