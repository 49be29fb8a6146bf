package io.marketlake.silver;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.feature.company.CompanyHistory;
import io.marketlake.feature.company.CompanyVersion;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Rule;
import io.marketlake.schema.SilverTable;
import io.marketlake.silver.SilverRun.Outcome;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class CompanyColumnsStageTest {
  private static final Instant TIME = SilverRun.KAFKA_TIME;
  private static final StructType TYPE =
      new StructType().add("symbol", DataTypes.StringType).add("known_at", DataTypes.TimestampType);

  private static CompanyHistory history() {
    List<CompanyVersion> versions = new ArrayList<>(SilverRun.HISTORY.versions());
    versions.add(SilverRun.version(1, TIME, SilverRun.company("AAPL", "Apple Holdings", "Apple")));
    versions.add(new CompanyVersion("V", 2, TIME.plusSeconds(60), null, "test"));
    return new CompanyHistory(versions);
  }

  private static Dataset<Row> enriched(Row... rows) {
    return new CompanyColumnsStage(SilverRun.feed("ticks"), SilverRun.reference(history()))
        .apply(TestSpark.session().createDataFrame(List.of(rows), TYPE));
  }

  private static Row row(@Nullable String symbol, Instant knownAt) {
    return RowFactory.create(symbol, Timestamp.from(knownAt));
  }

  @Test
  void aRowGetsWhatWasKnownOfItsSymbolWhenItWasKnown() {
    Dataset<Row> rows =
        enriched(
            row("AAPL", TIME.minusNanos(1000)),
            row("AAPL", TIME),
            row("V", TIME),
            row("V", TIME.plusSeconds(60)),
            row("XYZ", TIME),
            row(null, TIME));

    assertThat(rows.columns())
        .containsExactly(
            "symbol",
            "known_at",
            "company",
            "sector",
            "industry",
            "country",
            "technology",
            "currency",
            "company_version");
    assertThat(
            rows.drop("known_at").collectAsList().stream().map(row -> row.mkString(",")).toList())
        .containsExactly(
            "AAPL,Apple Inc.,Sector,Industry,Land,null,USD,0",
            "AAPL,Apple Holdings,Sector,Industry,Land,null,USD,1",
            "V,Visa Inc.,Sector,Industry,Land,null,USD,0",
            "V" + ",null".repeat(7),
            "XYZ" + ",null".repeat(7),
            "null" + ",null".repeat(7));
  }

  @Test
  void itIsALookUpWhereTheRowIs() {
    assertThat(enriched(row("AAPL", TIME)).queryExecution().executedPlan().toString())
        .doesNotContain("Exchange")
        .doesNotContain("Join");
  }

  @Test
  void anUnknownSymbolIsKeptAndRulesMaySpeakOfTheCompany() {
    SilverRun run = new SilverRun(SilverRun.feed("ticks"));
    long known = run.add("ticks", tick("aapl"));
    long unknown = run.add("ticks", tick("XYZ"));

    Outcome outcome = run.run();

    assertThat(outcome.silver("ticks", known).<String>getAs("company")).isEqualTo("Apple Inc.");
    assertThat(outcome.silver("ticks", known).<Long>getAs(SilverTable.COMPANY_VERSION)).isZero();
    assertThat(outcome.silver("ticks", unknown).<String>getAs("company")).isNull();
    assertThat(
            outcome
                .silver("ticks", unknown)
                .isNullAt(outcome.silver("ticks", unknown).fieldIndex(SilverTable.COMPANY_VERSION)))
        .isTrue();
  }

  @Test
  void aRuleMayRefuseUnknownSymbols() {
    Feed ticks = withRule(SilverRun.feed("ticks"));
    SilverRun run = new SilverRun(ticks);
    long known = run.add("ticks", tick("MSFT"));
    long unknown = run.add("ticks", tick("XYZ"));
    SilverLayer.requireValidExpressions(List.of(ticks), SilverRun.noBronze());

    Outcome outcome = run.run();

    assertThat(outcome.acceptedOffsets("ticks")).containsExactly(known);
    assertThat(SilverRun.failedRules(outcome.quarantine(unknown))).containsExactly("known");
  }

  private static Feed withRule(Feed f) {
    List<Rule> rules = new ArrayList<>(f.rules());
    rules.add(new Rule("known", "company_version IS NOT NULL", Rule.Action.QUARANTINE));
    return new Feed(
        f.name(),
        f.topic(),
        f.fields(),
        f.key(),
        f.eventTime(),
        f.zone(),
        f.knownAt(),
        f.identity(),
        f.text(),
        f.subject(),
        rules,
        f.bars(),
        f.company());
  }

  private static String tick(String symbol) {
    return "{\"symbol\":\""
        + symbol
        + "\",\"price\":1,\"volume\":1,\"timestamp\":\"2026-03-02T15:30:00Z\"}";
  }
}
