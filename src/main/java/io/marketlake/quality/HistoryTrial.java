package io.marketlake.quality;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.marketlake.delta.LakeTables;
import io.marketlake.quality.TrialReport.Sample;
import io.marketlake.quality.TrialReport.TriedRule;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Corrections;
import io.marketlake.schema.Expectation;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Rule;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.silver.CompanyReferences;
import io.marketlake.silver.RuleTrial;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import scala.collection.JavaConverters;

/**
 * Tries rules of a feed on its history: bronze is parsed and judged again, and what comes of it is
 * compared with what silver and quarantine hold. Rules over micro-batches are not tried again;
 * their counts tell what they said. Writes nothing.
 */
public final class HistoryTrial {
  private static final String RECORDED = "__recorded";
  private static final String IN_SILVER = "__in_silver";
  private static final String RULE = "__rule";
  private static final String NUMBER = "__number";

  private final LakeTables tables;
  private final CompanyReferences references;
  private final Feed feed;
  private final List<Rule> tried;
  private final Optional<Instant> from;
  private final Optional<Instant> to;

  /**
   * A trial.
   *
   * @param feed the feed with all its rules, those that are tried included
   * @param tried the rules that are asked about
   * @param from no record that Kafka had before; empty for the beginning
   * @param to no record that Kafka had then or later; empty for the end
   */
  public HistoryTrial(
      LakeTables tables,
      CompanyReferences references,
      Feed feed,
      List<Rule> tried,
      Optional<Instant> from,
      Optional<Instant> to) {
    this.tables = tables;
    this.references = references;
    this.feed = feed;
    this.tried = List.copyOf(tried);
    this.from = from;
    this.to = to;
  }

  /**
   * Tries the rules.
   *
   * @param samples how many records are shown of each rule
   * @param isTimed whether the cost is to be measured too
   */
  public TrialReport report(int samples, boolean isTimed) {
    Dataset<Row> records = records();
    Dataset<Row> placed =
        placed(new RuleTrial(feed, references).judged(records, acceptedBefore(records)));
    List<Rule> ofRecords = tried.stream().filter(rule -> !isAggregate(rule)).toList();
    Row figures = figures(placed, ofRecords);
    Map<String, List<Sample>> shown = samples(placed, ofRecords, samples);
    long count = figures.getLong(0);
    long unreadable = figures.getLong(1);
    List<TriedRule> rules = new ArrayList<>();
    for (int i = 0; i < ofRecords.size(); i++) {
      Rule rule = ofRecords.get(i);
      long failed = figures.getLong(6 + 3 * i);
      rules.add(
          new TriedRule(
              rule,
              count - unreadable - failed,
              failed,
              figures.getLong(7 + 3 * i),
              figures.getLong(8 + 3 * i),
              shown.getOrDefault(rule.name(), List.of())));
    }
    tried.stream()
        .filter(HistoryTrial::isAggregate)
        .forEach(rule -> rules.add(counted(rule, samples)));
    Optional<JudgingCost> cost =
        isTimed && count > 0
            ? Optional.of(JudgingCost.of(records, references, feed, without()))
            : Optional.empty();
    return new TrialReport(
        feed.name(),
        count,
        unreadable,
        Optional.ofNullable(figures.getTimestamp(2)).map(Timestamp::toInstant),
        Optional.ofNullable(figures.getTimestamp(3)).map(Timestamp::toInstant),
        rules,
        figures.getLong(4),
        figures.getLong(5),
        cost.map(c -> OptionalDouble.of(c.secondsWith())).orElse(OptionalDouble.empty()),
        cost.map(c -> OptionalDouble.of(c.secondsWithout())).orElse(OptionalDouble.empty()));
  }

  /** The feed without the rules that are tried. */
  private Feed without() {
    Set<String> names = tried.stream().map(Rule::name).collect(Collectors.toSet());
    return feed.withRules(
        feed.rules().stream().filter(rule -> !names.contains(rule.name())).toList());
  }

  private static boolean isAggregate(Rule rule) {
    return rule.expectation() instanceof Expectation.Aggregate;
  }

  private Dataset<Row> records() {
    Dataset<Row> bronze =
        tables.read(BronzeEvents.TABLE).filter(col(BronzeEvents.FEED).equalTo(feed.name()));
    return between(
        Corrections.uncorrected(bronze, Corrections.corrected(bronze)), BronzeEvents.KAFKA_TIME);
  }

  /**
   * What silver has of other records, and corrections, which no rule compares again: a repeat of
   * one of these is one still.
   */
  private Dataset<Row> acceptedBefore(Dataset<Row> records) {
    return rows(SilverTable.of(feed))
        .join(
            records
                .filter(not(Coordinate.isCorrection()))
                .select(identity().toArray(Column[]::new)),
            JavaConverters.asScalaBuffer(Coordinate.IDENTITY).toSeq(),
            "left_anti");
  }

  private Dataset<Row> between(Dataset<Row> rows, String time) {
    Column isWanted = lit(true);
    if (from.isPresent()) {
      Column first = lit(Timestamp.from(from.get()));
      isWanted = isWanted.and(col(time).geq(first)).and(col(BronzeEvents.DAY).geq(to_date(first)));
    }
    if (to.isPresent()) {
      Column end = lit(Timestamp.from(to.get()));
      isWanted = isWanted.and(col(time).lt(end)).and(col(BronzeEvents.DAY).leq(to_date(end)));
    }
    return rows.filter(isWanted);
  }

  /** Judged rows with where they are now. */
  private Dataset<Row> placed(Dataset<Row> judged) {
    Column[] identity = identity().toArray(Column[]::new);
    Dataset<Row> silver =
        rows(SilverTable.of(feed)).select(identity).withColumn(IN_SILVER, lit(true));
    List<Column> recorded = new ArrayList<>(identity());
    recorded.add(col(QuarantineEvents.FAILED_RULES).as(RECORDED));
    Dataset<Row> quarantine =
        rows(QuarantineEvents.TABLE)
            .filter(col(BronzeEvents.FEED).equalTo(feed.name()))
            .select(recorded.toArray(Column[]::new));
    var keys = JavaConverters.asScalaBuffer(Coordinate.IDENTITY).toSeq();
    return judged.join(silver, keys, "left").join(quarantine, keys, "left");
  }

  /** A table's rows; none where there is no table yet. */
  private Dataset<Row> rows(Table table) {
    return tables.exists(table)
        ? tables.read(table)
        : tables
            .read(BronzeEvents.TABLE)
            .sparkSession()
            .createDataFrame(List.of(), table.structType());
  }

  private static List<Column> identity() {
    return Coordinate.IDENTITY.stream().map(name -> col("`" + name + "`")).toList();
  }

  private static Row figures(Dataset<Row> placed, List<Rule> rules) {
    Column isInSilver = coalesce(col(IN_SILVER), lit(false));
    Column isInQuarantine = col(RECORDED).isNotNull();
    List<Column> figures = new ArrayList<>();
    figures.add(counted(RuleTrial.breaks(Rule.JSON)));
    figures.add(min(col(BronzeEvents.KAFKA_TIME)));
    figures.add(max(col(BronzeEvents.KAFKA_TIME)));
    figures.add(counted(isInSilver.and(not(RuleTrial.isAccepted()))));
    figures.add(counted(isInQuarantine.and(RuleTrial.isAccepted())));
    for (Rule rule : rules) {
      Column isBroken = RuleTrial.breaks(rule.name());
      figures.add(counted(isBroken));
      figures.add(counted(isBroken.and(isInSilver)));
      figures.add(counted(RuleTrial.isAccepted().and(array_contains(col(RECORDED), rule.name()))));
    }
    return placed.agg(count(lit(1)), figures.toArray(Column[]::new)).first();
  }

  private static Column counted(Column condition) {
    return count(when(condition, lit(1)));
  }

  private Map<String, List<Sample>> samples(Dataset<Row> placed, List<Rule> rules, int samples) {
    Map<String, List<Sample>> shown = new LinkedHashMap<>();
    if (rules.isEmpty() || samples == 0) {
      return shown;
    }
    List<Column> values = new ArrayList<>();
    values.add(col(SilverTable.EVENT_TIME));
    feed.fields().stream()
        .filter(field -> !field.name().equals(feed.eventTime()))
        .forEach(field -> values.add(col("`" + field.column() + "`")));
    placed
        .withColumn(RULE, explode(col(RuleTrial.BROKEN)))
        .filter(col(RULE).isin(rules.stream().map(Rule::name).toArray()))
        .withColumn(
            NUMBER,
            row_number()
                .over(
                    Window.partitionBy(col(RULE))
                        .orderBy(col(Coordinate.TOPIC_ID), col("`partition`"), col("`offset`"))))
        .filter(col(NUMBER).leq(samples))
        .select(
            col(RULE),
            Coordinate.place(),
            to_json(struct(values.toArray(Column[]::new))),
            when(
                array_contains(col(QuarantineEvents.FAILED_RULES), col(RULE)),
                expr("reasons[array_position(failed_rules, " + RULE + ") - 1]")),
            col(NUMBER))
        .orderBy(col(RULE), col(NUMBER))
        .collectAsList()
        .forEach(
            row ->
                shown
                    .computeIfAbsent(row.getString(0), rule -> new ArrayList<>())
                    .add(
                        new Sample(
                            row.getString(1),
                            row.isNullAt(3)
                                ? "it does not hold, and is let pass"
                                : row.getString(3),
                            row.getString(2))));
    return shown;
  }

  /** What the counts say of a rule over micro-batches. */
  private TriedRule counted(Rule rule, int samples) {
    Dataset<Row> counts =
        between(rows(GoldRuleCounts.TABLE), BronzeEvents.KNOWN_AT)
            .filter(
                col(BronzeEvents.FEED)
                    .equalTo(feed.name())
                    .and(col(GoldRuleCounts.RULE).equalTo(rule.name())));
    Row sums =
        counts
            .agg(
                coalesce(sum(col(GoldRuleCounts.PASSED)), lit(0L)),
                coalesce(sum(col(GoldRuleCounts.FAILED)), lit(0L)))
            .first();
    List<Sample> shown =
        counts
            .filter(col(GoldRuleCounts.FAILED).gt(0))
            .orderBy(desc(BronzeEvents.KNOWN_AT))
            .limit(samples)
            .select(
                date_format(col(BronzeEvents.KNOWN_AT), "yyyy-MM-dd HH:mm:ss"),
                to_json(
                    struct(
                        col(GoldRuleCounts.MEASURE),
                        col(GoldRuleCounts.BASELINE),
                        col(GoldRuleCounts.AT_LEAST),
                        col(GoldRuleCounts.AT_MOST))))
            .collectAsList()
            .stream()
            .map(row -> new Sample(row.getString(0), "outside its limits", row.getString(1)))
            .toList();
    return new TriedRule(rule, sums.getLong(0), sums.getLong(1), 0, 0, shown);
  }
}
