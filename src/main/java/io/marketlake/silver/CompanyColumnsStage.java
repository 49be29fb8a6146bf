package io.marketlake.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.marketlake.feature.company.Company;
import io.marketlake.feature.company.CompanyLookup;
import io.marketlake.feature.company.CompanyVersion;
import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Column;
import io.marketlake.schema.Feed;
import io.marketlake.schema.SilverTable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@link ParseStage} -> the same with {@link SilverTable#COMPANY_COLUMNS}: what the company
 * reference says of the symbol as of the row's {@code known_at}. All are null where it does not
 * have the symbol then. A look-up where the row is, without a shuffle. One row in, one row out; the
 * same row and reference give the same columns.
 */
final class CompanyColumnsStage implements Stage {
  // No column of a feed begins with an underscore.
  private static final String FOUND = "__company";

  private final String symbol;
  private final Broadcast<CompanyLookup> reference;

  CompanyColumnsStage(Feed feed, Broadcast<CompanyLookup> reference) {
    this.symbol = feed.company().orElseThrow();
    this.reference = reference;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    StructType type = new StructType();
    List<org.apache.spark.sql.Column> all = new ArrayList<>(List.of(col("*")));
    for (Column column : SilverTable.COMPANY_COLUMNS) {
      type = type.add(column.name(), column.type());
      all.add(col(FOUND + "." + column.name()));
    }
    // Nondeterministic only in name: it keeps the optimizer from looking up once for every column.
    UserDefinedFunction find = udf(new Find(reference), type).asNondeterministic();
    return rows.withColumn(
            FOUND,
            find.apply(
                col(symbol).cast("string"), expr("unix_micros(" + BronzeEvents.KNOWN_AT + ")")))
        .select(all.toArray(org.apache.spark.sql.Column[]::new))
        .drop(FOUND);
  }

  /** The same columns without a value, where only their names and types matter. */
  static Dataset<Row> absent(Dataset<Row> rows) {
    List<org.apache.spark.sql.Column> all = new ArrayList<>(List.of(col("*")));
    SilverTable.COMPANY_COLUMNS.forEach(c -> all.add(lit(null).cast(c.type()).as(c.name())));
    return rows.select(all.toArray(org.apache.spark.sql.Column[]::new));
  }

  /** What is known of a symbol, in the order of the columns. */
  private static final class Find implements UDF2<String, Long, Row> {
    private static final long serialVersionUID = 1L;

    private final Broadcast<CompanyLookup> reference;
    private transient @Nullable IdentityHashMap<CompanyVersion, Row> found;

    Find(Broadcast<CompanyLookup> reference) {
      this.reference = reference;
    }

    @Override
    public @Nullable Row call(@Nullable String symbol, Long knownAt) {
      CompanyVersion version = reference.value().company(symbol, knownAt);
      if (version == null) {
        return null;
      }
      IdentityHashMap<CompanyVersion, Row> known = found;
      if (known == null) {
        known = new IdentityHashMap<>();
        found = known;
      }
      return known.computeIfAbsent(version, Find::row);
    }

    /** The columns as Spark keeps them, so that it does not encode them once for every event. */
    private static @Nullable Row row(CompanyVersion version) {
      Company company = version.company();
      return company == null
          ? null
          : RowFactory.create(
              UTF8String.fromString(company.name()),
              UTF8String.fromString(company.sector()),
              UTF8String.fromString(company.industry()),
              UTF8String.fromString(company.country()),
              UTF8String.fromString(company.technology()),
              UTF8String.fromString(company.currency()),
              version.version());
    }
  }
}
