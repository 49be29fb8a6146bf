package io.marketlake.doctor;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Corrections;
import io.marketlake.schema.Feed;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.collection.JavaConverters;

/**
 * Whether each bronze record is in exactly one of silver and quarantine; one that was corrected may
 * be in quarantine, and must not be in silver, where its correction is. A record whose partition
 * silver has not come to yet is only behind. Reads the coordinates of all these tables whole.
 */
public final class LayerCheck implements Check {
  private static final String TIMES = "times";
  private static final String REACHED = "reached";
  private static final String IS_CORRECTED = "is_corrected";
  private static final String IN_SILVER = "in_silver";
  private static final String TIMES_IN_SILVER = "times_in_silver";

  @Override
  public String name() {
    return "layers";
  }

  @Override
  public List<Finding> findings(LakeView lake) {
    List<Table> judges =
        Stream.concat(lake.feeds().stream().map(SilverTable::of), Stream.of(QuarantineEvents.TABLE))
            .filter(lake.tables()::containsKey)
            .toList();
    if (!lake.tables().containsKey(BronzeEvents.TABLE) || judges.isEmpty()) {
      return List.of();
    }
    Row counts = counts(lake, judges);
    List<Finding> findings = new ArrayList<>();
    for (int kind = 0; kind < KINDS.size(); kind++) {
      long records = counts.getLong(2 * kind);
      if (records > 0) {
        findings.add(KINDS.get(kind).finding(name(), records, counts.getStruct(2 * kind + 1)));
      }
    }
    return findings;
  }

  private Row counts(LakeView lake, List<Table> judges) {
    // Bronze as it was first: what silver took since is no harm.
    Dataset<Row> bronze =
        lake.lake()
            .tables()
            .readAt(BronzeEvents.TABLE, lake.lake().tables().version(BronzeEvents.TABLE))
            .filter(
                col(BronzeEvents.FEED)
                    .isin(lake.feeds().stream().map(Feed::name).toArray(Object[]::new)));
    Dataset<Row> corrected = Corrections.corrected(bronze).withColumn(IS_CORRECTED, lit(true));
    Dataset<Row> judged =
        judges.stream()
            .map(
                table ->
                    lake.lake()
                        .tables()
                        .read(table)
                        .select(identity())
                        .withColumn(IN_SILVER, lit(!table.equals(QuarantineEvents.TABLE))))
            .reduce(Dataset::union)
            .orElseThrow()
            .groupBy(identity())
            .agg(
                count(lit(1)).as(TIMES),
                functions.sum(col(IN_SILVER).cast("int")).as(TIMES_IN_SILVER));
    List<String> partition = List.of(Coordinate.CLUSTER_ID, Coordinate.TOPIC_ID, "partition");
    Dataset<Row> reached =
        judged
            .groupBy(partition.stream().map(functions::col).toArray(Column[]::new))
            .agg(max(col(Coordinate.OFFSET)).as(REACHED));
    Dataset<Row> found =
        bronze
            .select(identity(Coordinate.TOPIC))
            .join(judged, JavaConverters.asScalaBuffer(Coordinate.IDENTITY).toSeq(), "left")
            .join(corrected, JavaConverters.asScalaBuffer(Coordinate.IDENTITY).toSeq(), "left")
            .join(
                functions.broadcast(reached),
                JavaConverters.asScalaBuffer(partition).toSeq(),
                "left");
    // A correction stands for the record that it corrects.
    Column isCorrected = coalesce(col(IS_CORRECTED), lit(false));
    Column isMissing = col(TIMES).isNull().and(functions.not(isCorrected));
    Column isPassed = coalesce(col(Coordinate.OFFSET).leq(col(REACHED)), lit(false));
    Column place = struct(col(Coordinate.TOPIC), col(Coordinate.PARTITION), col(Coordinate.OFFSET));
    List<Column> figures = new ArrayList<>();
    for (Column kind :
        List.of(
            col(TIMES).gt(1),
            isCorrected.and(col(TIMES_IN_SILVER).gt(0)),
            isMissing.and(isPassed),
            isMissing.and(functions.not(isPassed)))) {
      figures.add(count(when(kind, lit(1))));
      figures.add(min(when(kind, place)));
    }
    return found
        .agg(figures.get(0), figures.subList(1, figures.size()).toArray(Column[]::new))
        .first();
  }

  private static Column[] identity(String... more) {
    return Stream.concat(Coordinate.IDENTITY.stream(), Stream.of(more))
        .map(name -> col("`" + name + "`"))
        .toArray(Column[]::new);
  }

  /** A way in which records are not where they should be. */
  private record Kind(Severity severity, String what, String why, String cure) {
    Finding finding(String check, long records, Row first) {
      String place = "%s-%d@%d".formatted(first.getString(0), first.getInt(1), first.getLong(2));
      return new Finding(
          severity,
          check,
          BronzeEvents.TABLE.id(),
          "%,d records %s, the first is %s".formatted(records, what, place),
          why,
          cure);
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              Severity.ERROR,
              "are in silver or quarantine more than once",
              "they are counted twice from here on",
              "find who wrote them (the check commits tells), then restore those tables to versions"
                  + " before that"),
          new Kind(
              Severity.ERROR,
              "are in silver though corrections stand for them",
              "what happened once is counted twice from here on",
              "find who wrote them (the check commits tells), then restore those tables to versions"
                  + " before that"),
          new Kind(
              Severity.ERROR,
              "are in neither silver nor quarantine, though later ones of their partition are",
              "they are lost from here on; a silver job that is filling in right now looks the same",
              "look again when silver is idle; if they are still missing, stop it, remove its"
                  + " checkpoint's folder and start it: it compares the tables and fills in"),
          new Kind(Severity.NOTE, "are not judged yet", "silver is behind bronze", "run silver"));
}
