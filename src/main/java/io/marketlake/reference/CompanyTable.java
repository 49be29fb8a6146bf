package io.marketlake.reference;

import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.feature.company.Company;
import io.marketlake.feature.company.CompanyHistory;
import io.marketlake.feature.company.CompanyVersion;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.ReferenceCompanies;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/**
 * {@code reference.companies} of a lake. Until something is loaded it need not exist: version 0 is
 * then the reference that marketlake brings, and the first load writes that down too.
 */
public final class CompanyTable {
  /** The file name that version 0 bears. */
  public static final String OWN = "marketlake";

  private static final String WRITER = ReferenceCompanies.LAYER;

  private final SparkSession spark;
  private final LakeTables tables;
  private final List<Company> own;

  /**
   * Of a lake.
   *
   * @param own the reference that marketlake brings
   */
  public CompanyTable(SparkSession spark, LakeTables tables, List<Company> own) {
    this.spark = spark;
    this.tables = tables;
    this.own = List.copyOf(own);
  }

  /** A number that is another whenever the table has changed; asks its log alone. */
  public long tableVersion() {
    return tables.version(ReferenceCompanies.TABLE);
  }

  /** All versions. */
  public CompanyHistory history() {
    List<CompanyVersion> versions = stored();
    return new CompanyHistory(versions.isEmpty() ? first() : versions);
  }

  private List<CompanyVersion> first() {
    return own.stream().map(c -> new CompanyVersion(c.symbol(), 0, Instant.EPOCH, c, OWN)).toList();
  }

  private List<CompanyVersion> stored() {
    if (!tables.exists(ReferenceCompanies.TABLE)) {
      return List.of();
    }
    return tables
        .read(ReferenceCompanies.TABLE)
        .select(ReferenceCompanies.TABLE.select())
        .collectAsList()
        .stream()
        .map(CompanyTable::version)
        .toList();
  }

  private static CompanyVersion version(Row row) {
    String symbol = row.getAs(ReferenceCompanies.SYMBOL);
    Company company = null;
    if (row.<Boolean>getAs(ReferenceCompanies.IS_LISTED)) {
      List<String> aliases = row.getList(row.fieldIndex(ReferenceCompanies.ALIASES));
      company =
          new Company(
              symbol,
              row.getAs(ReferenceCompanies.NAME),
              aliases,
              row.getAs(ReferenceCompanies.SECTOR),
              row.getAs(ReferenceCompanies.INDUSTRY),
              row.getAs(ReferenceCompanies.COUNTRY),
              row.getAs(ReferenceCompanies.TECHNOLOGY),
              row.getAs(ReferenceCompanies.CURRENCY));
    }
    return new CompanyVersion(
        symbol,
        row.<Long>getAs(ReferenceCompanies.VERSION),
        row.<Timestamp>getAs(BronzeEvents.KNOWN_AT).toInstant(),
        company,
        row.getAs(ReferenceCompanies.SOURCE));
  }

  /** The rows of all versions, those that marketlake brings where none was loaded yet. */
  public Dataset<Row> rows() {
    return spark.createDataFrame(
        history().versions().stream().map(CompanyTable::row).toList(),
        ReferenceCompanies.TABLE.structType());
  }

  /** Adds a version in one commit, with version 0 where that is not there yet. */
  void add(ReferenceChange change, long version, Instant knownAt, String source) {
    tables.ensure(ReferenceCompanies.TABLE);
    List<Row> rows = new ArrayList<>();
    if (stored().isEmpty()) {
      first().forEach(each -> rows.add(row(each)));
    }
    change.rows(version, knownAt, source).forEach(each -> rows.add(row(each)));
    boolean isNew =
        tables.append(
            ReferenceCompanies.TABLE,
            spark.createDataFrame(rows, ReferenceCompanies.TABLE.structType()).coalesce(1),
            new Commit(WRITER, version, source + " " + knownAt));
    if (!isNew) {
      throw new IllegalStateException("version " + version + " of the reference is there already");
    }
  }

  private static Row row(CompanyVersion version) {
    Company company = version.company();
    Timestamp knownAt = Timestamp.from(version.knownAt());
    if (company == null) {
      return RowFactory.create(
          version.symbol(),
          version.version(),
          knownAt,
          false,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          version.source());
    }
    return RowFactory.create(
        version.symbol(),
        version.version(),
        knownAt,
        true,
        company.name(),
        JavaConverters.asScalaBuffer(company.aliases()).toSeq(),
        company.sector(),
        company.industry(),
        company.country(),
        company.technology(),
        company.currency(),
        version.source());
  }
}
