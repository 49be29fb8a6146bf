package io.marketlake.schema;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * The corrections among the rows of {@link BronzeEvents}. A correction has a coordinate of its own
 * and stands for the record that it corrects, which it names: that record counts no longer, but
 * stays in bronze and in {@link QuarantineEvents} as it was. It is known from the moment on at
 * which it was made; its kafka_time is that of the record.
 */
public final class Corrections {
  public static final String MADE_BY = "made_by";
  public static final String NOTE = "note";
  public static final String FIX = "fix";

  /** What {@link BronzeEvents#CORRECTION} says: the corrected record's coordinate, who and why. */
  public static final StructType TYPE = type();

  private Corrections() {}

  private static StructType type() {
    StructType type = new StructType();
    for (io.marketlake.schema.Column column : Coordinate.COLUMNS) {
      type = type.add(column.name(), column.type(), true, "of the corrected record");
    }
    return type.add(MADE_BY, StringType, true, "who made it")
        .add(NOTE, StringType, true, "why; null where nothing was said")
        .add(FIX, StringType, true, "the SQL that made the value; null where it is as it came");
  }

  /** What a record has that corrects nothing. */
  public static Column none() {
    return lit(null).cast(TYPE).as(BronzeEvents.CORRECTION);
  }

  /** The corrections among the rows of bronze; none of a lake from before there were any. */
  public static Dataset<Row> of(Dataset<Row> bronze) {
    return List.of(bronze.columns()).contains(BronzeEvents.CORRECTION)
        ? bronze.filter(Coordinate.isCorrection())
        : bronze.withColumn(BronzeEvents.CORRECTION, none()).limit(0);
  }

  /** The identities of the records that these rows of bronze correct. */
  public static Dataset<Row> corrected(Dataset<Row> bronze) {
    return of(bronze)
        .select(
            Coordinate.IDENTITY.stream()
                .map(name -> col(BronzeEvents.CORRECTION + "." + name).as(name))
                .toArray(Column[]::new));
  }

  /** Those of some rows that are not among the corrected. */
  public static Dataset<Row> uncorrected(Dataset<Row> rows, Dataset<Row> corrected) {
    return rows.join(
        corrected, JavaConverters.asScalaBuffer(Coordinate.IDENTITY).toSeq(), "left_anti");
  }
}
