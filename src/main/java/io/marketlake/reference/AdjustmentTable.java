package io.marketlake.reference;

import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.ReferenceAdjustments;
import io.marketlake.schema.ReferenceCompanies;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** {@code reference.adjustments} of a lake, which need not be there until something is loaded. */
public final class AdjustmentTable {
  private static final String WRITER = "adjustments";

  private final LakeTables tables;

  public AdjustmentTable(LakeTables tables) {
    this.tables = tables;
  }

  /**
   * Adds what splits say that the table does not say yet, in one commit; returns how many rows. A
   * split with a time is there if the newest load that spoke of that time said the same; one
   * without is known from now on, and is there if the table says so now. So the same file, loaded
   * again, adds nothing.
   */
  public int load(List<Adjustment> splits, String source, Instant now) {
    List<Row> present =
        tables.exists(ReferenceAdjustments.TABLE)
            ? tables.read(ReferenceAdjustments.TABLE).collectAsList()
            : List.of();
    Map<String, List<Row>> told =
        present.stream()
            .sorted(
                Comparator.comparing(AdjustmentTable::knownAt)
                    .thenComparing(AdjustmentTable::version))
            .collect(Collectors.groupingBy(AdjustmentTable::keyOf));
    long version = 1 + present.stream().mapToLong(AdjustmentTable::version).max().orElse(-1);
    List<Row> rows = new ArrayList<>();
    for (Adjustment split : splits) {
      Instant knownAt = split.knownAt().orElse(now).truncatedTo(ChronoUnit.MICROS);
      boolean isThere =
          told.getOrDefault(split.symbol() + " " + split.exDay(), List.of()).stream()
              .filter(
                  row ->
                      split.knownAt().isPresent()
                          ? knownAt(row).equals(knownAt)
                          : !knownAt(row).isAfter(knownAt))
              .reduce((earlier, later) -> later)
              .filter(
                  row ->
                      row.<BigDecimal>getAs(ReferenceAdjustments.RATIO).compareTo(split.ratio())
                          == 0)
              .isPresent();
      if (!isThere) {
        rows.add(
            RowFactory.create(
                split.symbol(),
                Date.valueOf(split.exDay()),
                split.ratio(),
                Timestamp.from(knownAt),
                version,
                source));
      }
    }
    if (!rows.isEmpty()) {
      tables.ensure(ReferenceAdjustments.TABLE);
      boolean isNew =
          tables.append(
              ReferenceAdjustments.TABLE,
              tables.frame(rows, ReferenceAdjustments.TABLE).coalesce(1),
              new Commit(WRITER, version, source));
      if (!isNew) {
        throw new IllegalStateException("version " + version + " of the adjustments is there");
      }
    }
    return rows.size();
  }

  private static Instant knownAt(Row row) {
    return row.<Timestamp>getAs(BronzeEvents.KNOWN_AT).toInstant();
  }

  private static long version(Row row) {
    return row.<Long>getAs(ReferenceCompanies.VERSION);
  }

  private static String keyOf(Row row) {
    return row.getAs(ReferenceCompanies.SYMBOL)
        + " "
        + row.<Date>getAs(ReferenceAdjustments.EX_DAY).toLocalDate();
  }
}
