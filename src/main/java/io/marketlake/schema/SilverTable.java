package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * {@code silver.<feed>}: the valid, typed events of a feed, its columns as the feed declares them,
 * {@link #COMPANY_COLUMNS} where it names the column with a company's symbol, and {@link
 * #TEXT_COLUMNS} where it declares a text.
 */
public final class SilverTable {
  public static final String EVENT_TIME = "event_time";

  /** Columns that every silver table has; a field can't take their names. */
  public static final Set<String> RESERVED =
      Stream.concat(
              Stream.of(
                  BronzeEvents.FEED,
                  BronzeEvents.DAY,
                  EVENT_TIME,
                  BronzeEvents.KNOWN_AT,
                  BronzeEvents.KAFKA_TIME,
                  "origin",
                  QuarantineEvents.FAILED_RULES,
                  QuarantineEvents.REASONS,
                  QuarantineEvents.CLASS),
              Coordinate.COLUMNS.stream().map(Column::name))
          .collect(Collectors.toUnmodifiableSet());

  /** Tables and views of a lake's own; a feed can't take their names. */
  public static final Set<String> TAKEN =
      Set.of(
          "bar_states",
          "bars",
          "base_bars",
          "bars_current",
          "bars_open",
          "corrections",
          "events",
          "first_base_bars",
          "gaps",
          "late",
          "open",
          "priced_events",
          "windows");

  public static final String CLEAN_TEXT = "clean_text";
  public static final String LANGUAGE = "language";
  public static final String LINKED_SYMBOLS = "linked_symbols";
  public static final String LINKED_MENTIONS = "linked_mentions";

  private static final String LINKING = "the feed's text and `reference.companies`";

  /** A place where a text names a company. */
  public static final StructType MENTION =
      new StructType()
          .add("symbol", DataTypes.StringType)
          .add("position", DataTypes.IntegerType)
          .add("length", DataTypes.IntegerType);

  /**
   * What the silver table of a feed with a text has as well; null where the text is null, and in
   * rows that were written before the table had them.
   */
  public static final List<Column> TEXT_COLUMNS =
      List.of(
          new Column(
                  CLEAN_TEXT,
                  StringType,
                  true,
                  "the text without HTML and tracking, in plain Unicode; what it is linked by")
              .from("the feed's text"),
          new Column(
                  LANGUAGE,
                  StringType,
                  true,
                  "its language, ISO 639-1; null where it does not tell")
              .from("the feed's text"),
          new Column(
                  LINKED_SYMBOLS,
                  DataTypes.createArrayType(StringType),
                  true,
                  "companies of the reference that it names, in its order, each once")
              .from(LINKING),
          new Column(
                  LINKED_MENTIONS,
                  DataTypes.createArrayType(MENTION),
                  true,
                  "where clean_text names them, so that substr(clean_text, position, length) is the"
                      + " name: in Unicode characters, from 1")
              .in("characters, from 1")
              .from(LINKING));

  public static final String COMPANY_VERSION = "company_version";

  /**
   * What the silver table of a feed with {@code company} has as well: the company reference as of
   * {@code known_at}. Null where that does not have the symbol, and in rows that were written
   * before the table had them.
   */
  public static final List<Column> COMPANY_COLUMNS =
      Stream.of(
              Column.optional("company", StringType, "name of the company that has the symbol"),
              Column.optional(ReferenceCompanies.SECTOR, StringType, "its sector"),
              Column.optional(ReferenceCompanies.INDUSTRY, StringType, "its industry"),
              Column.optional(
                  ReferenceCompanies.COUNTRY, StringType, "the country of its head office"),
              Column.optional(
                  ReferenceCompanies.TECHNOLOGY, StringType, "the technology that it stands for"),
              Column.optional(
                  ReferenceCompanies.CURRENCY, StringType, "the currency of its price, ISO 4217"),
              Column.optional(
                      COMPANY_VERSION,
                      LongType,
                      "the version of the reference that says so; null where the symbol is unknown")
                  .in("number, from 0"))
          .map(column -> column.from("`reference.companies`"))
          .toList();

  private SilverTable() {}

  /** The columns whose names no field of a feed can take. */
  public static Set<String> reserved(boolean hasText, boolean hasCompany) {
    return Stream.of(
            RESERVED.stream(),
            hasText ? TEXT_COLUMNS.stream().map(Column::name) : Stream.<String>of(),
            hasCompany ? COMPANY_COLUMNS.stream().map(Column::name) : Stream.<String>of())
        .flatMap(names -> names)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether it is the table of a feed, and none of the lake's own. */
  public static boolean isOfAFeed(Table table) {
    return table.layer().equals("silver") && !TAKEN.contains(table.name());
  }

  public static Table of(Feed feed) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.required(BronzeEvents.DAY, DateType, "UTC day of event_time"));
    columns.add(
        Column.required(
                EVENT_TIME, TimestampType, "when it happened (the feed's " + feed.eventTime() + ")")
            .from("`" + feed.eventTime() + "` of the event"));
    columns.add(
        Column.required(BronzeEvents.KNOWN_AT, TimestampType, "when the lake could first know it")
            .from(knownAtOf(feed)));
    for (Field field : feed.fields()) {
      if (!field.name().equals(feed.eventTime())) {
        columns.add(
            new Column(field.column(), field.type().dataType(), !field.required(), field.doc())
                .in(field.unit())
                .from("`" + field.name() + "` of the event"));
      }
    }
    if (feed.company().isPresent()) {
      columns.addAll(COMPANY_COLUMNS);
    }
    if (feed.text().isPresent()) {
      columns.addAll(TEXT_COLUMNS);
    }
    columns.addAll(Coordinate.COLUMNS);
    return new Table(
            "silver",
            feed.name(),
            columns,
            List.of(BronzeEvents.DAY),
            "The valid events of the feed " + feed.name() + ", typed.")
        .ofRows("a valid event", Coordinate.IDENTITY)
        .from("`bronze.events`");
  }

  private static String knownAtOf(Feed feed) {
    return feed.knownAt().source() == KnownAt.Source.KAFKA
        ? "`bronze.events`"
        : "`" + feed.eventTime() + "` of the event";
  }
}
