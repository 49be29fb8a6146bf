package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createDecimalType;

import java.util.List;
import org.apache.spark.sql.types.DecimalType;

/**
 * {@code reference.adjustments}: the splits by which prices of two days are made comparable. Rows
 * are only added; of a symbol and an ex-day, the row holds that has the greatest {@code known_at}
 * (and then version) up to the moment asked for. A lake without splits need not have the table.
 */
public final class ReferenceAdjustments {
  public static final String EX_DAY = "ex_day";
  public static final String RATIO = "ratio";

  public static final DecimalType RATIO_TYPE = createDecimalType(18, 8);

  public static final Table TABLE =
      new Table(
              ReferenceCompanies.LAYER,
              "adjustments",
              List.of(
                  Column.required(
                      ReferenceCompanies.SYMBOL, StringType, "ticker symbol, in capitals"),
                  Column.required(
                      EX_DAY, DateType, "the first day on which prices are after the split"),
                  Column.required(
                          RATIO,
                          RATIO_TYPE,
                          "shares after it for one before: 4 for a split of 4 for 1, 0.1 for 1 for 10; 1"
                              + " withdraws what was loaded before")
                      .in("shares a share"),
                  Column.required(
                      BronzeEvents.KNOWN_AT,
                      TimestampType,
                      "when it could first be known: what the file says, or when it was loaded"),
                  Column.required(
                          ReferenceCompanies.VERSION, LongType, "the load that brought it, from 0")
                      .in("number, from 0"),
                  Column.required(
                      ReferenceCompanies.SOURCE,
                      StringType,
                      "name of the file that it was loaded from")),
              List.of(),
              ReferenceCompanies.LAYER,
              true,
              "Splits, by which the close of an earlier day is made comparable.")
          .ofRows(
              "a split of a symbol, as a load told it",
              List.of(ReferenceCompanies.SYMBOL, EX_DAY, ReferenceCompanies.VERSION))
          .from("the file that was loaded");

  private ReferenceAdjustments() {}
}
