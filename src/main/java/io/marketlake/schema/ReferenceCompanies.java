package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import java.util.List;

/**
 * {@code reference.companies}: every version of the company reference. A version has a row for each
 * company that it added, changed or removed, and none for the others: a company is as its row with
 * the greatest {@code known_at} that is not after the moment asked for says. Rows are never
 * changed.
 */
public final class ReferenceCompanies {
  public static final String SYMBOL = "symbol";
  public static final String VERSION = "version";
  public static final String IS_LISTED = "is_listed";
  public static final String NAME = "name";
  public static final String ALIASES = "aliases";
  public static final String SECTOR = "sector";
  public static final String INDUSTRY = "industry";
  public static final String COUNTRY = "country";
  public static final String TECHNOLOGY = "technology";
  public static final String CURRENCY = "currency";
  public static final String SOURCE = "source";

  /** The layer, and who writes the table. */
  public static final String LAYER = "reference";

  public static final Table TABLE =
      new Table(
              LAYER,
              "companies",
              List.of(
                  Column.required(SYMBOL, StringType, "ticker symbol, in capitals"),
                  Column.required(VERSION, LongType, "the version that brought the row, from 0")
                      .in("number, from 0"),
                  Column.required(
                      BronzeEvents.KNOWN_AT,
                      TimestampType,
                      "events that are known from this moment on see the row; of version 0, all"),
                  Column.required(
                      IS_LISTED, BooleanType, "false where the version removed the company"),
                  Column.optional(
                      NAME, StringType, "full name; null where it was removed, as all below"),
                  Column.optional(ALIASES, createArrayType(StringType), "other names, and brands"),
                  Column.optional(SECTOR, StringType, "sector"),
                  Column.optional(INDUSTRY, StringType, "industry"),
                  Column.optional(COUNTRY, StringType, "country of its head office"),
                  Column.optional(TECHNOLOGY, StringType, "technology that it stands for"),
                  Column.optional(CURRENCY, StringType, "currency of its price, ISO 4217"),
                  Column.required(SOURCE, StringType, "name of the file that it was loaded from")),
              List.of(),
              LAYER,
              true,
              "Every version of the company reference: a row for each company that a version changed.")
          .ofRows("a company that a version added, changed or removed", List.of(SYMBOL, VERSION))
          .from("the file that `reference.sh` loaded");

  private ReferenceCompanies() {}
}
