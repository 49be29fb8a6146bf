package io.marketlake.silver;

import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;

import io.marketlake.schema.Coordinate;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Compares the counts of a feed's rules with a recount of the records that they are of, by the
 * offsets that the counts bear: how many there are, and how many each rule keeps out of silver.
 * What a rule only warns of is in no table, and is not recounted.
 */
public final class RuleRecount {
  private final Dataset<Row> counts;
  private final CountedOffsets counted;

  /**
   * A recount.
   *
   * @param counts rows of {@link GoldRuleCounts} of one feed
   */
  public RuleRecount(Dataset<Row> counts) {
    this.counts = counts;
    this.counted =
        CountedOffsets.of(
            counts
                .filter(isOfRecords())
                .select(explode(col(GoldRuleCounts.RANGES)).as("range"))
                .select("range.*")
                .toLocalIterator());
  }

  /**
   * What differs.
   *
   * @param rule empty for the records themselves
   * @param counted as the counts say
   * @param found as the tables have it
   */
  public record Difference(String rule, long counted, long found) {}

  /**
   * The differences.
   *
   * @param silver the feed's rows of silver
   * @param quarantine its rows of {@link QuarantineEvents}
   */
  public List<Difference> differences(Dataset<Row> silver, Dataset<Row> quarantine) {
    Dataset<Row> rejected =
        ofCounts(
            quarantine.filter(col(QuarantineEvents.STAGE).equalTo(QuarantineEvents.OF_SILVER)));
    long found = ofCounts(silver).count() + rejected.count();
    long records = total();
    List<Difference> differences = new ArrayList<>();
    if (records != found) {
      differences.add(new Difference("", records, found));
    }
    Map<String, Long> failures = failures();
    Map<String, Long> broken = broken(rejected);
    TreeSet<String> rules = new TreeSet<>(failures.keySet());
    rules.addAll(broken.keySet());
    for (String rule : rules) {
      long before = failures.getOrDefault(rule, 0L);
      long now = broken.getOrDefault(rule, 0L);
      if (before != now) {
        differences.add(new Difference(rule, before, now));
      }
    }
    return differences;
  }

  /** The rule that each record is judged by. */
  private static Column isOfRecords() {
    return col(GoldRuleCounts.RULE).equalTo(Rule.JSON);
  }

  private long total() {
    Row sum =
        counts
            .filter(isOfRecords())
            .agg(sum(col(GoldRuleCounts.PASSED).plus(col(GoldRuleCounts.FAILED))))
            .first();
    return sum.isNullAt(0) ? 0 : sum.getLong(0);
  }

  private Map<String, Long> failures() {
    return byRule(
        counts
            .filter(
                col(GoldRuleCounts.ACTION)
                    .isin(Rule.Action.QUARANTINE.setting(), Rule.Action.DROP.setting()))
            .groupBy(col(GoldRuleCounts.RULE))
            .agg(sum(col(GoldRuleCounts.FAILED))));
  }

  private static Map<String, Long> broken(Dataset<Row> rejected) {
    return byRule(
        rejected
            .select(
                explode(array_distinct(col(QuarantineEvents.FAILED_RULES))).as(GoldRuleCounts.RULE))
            .groupBy(col(GoldRuleCounts.RULE))
            .agg(count(lit(1))));
  }

  private static Map<String, Long> byRule(Dataset<Row> rows) {
    Map<String, Long> byRule = new TreeMap<>();
    rows.collectAsList().forEach(row -> byRule.put(row.getString(0), row.getLong(1)));
    return byRule;
  }

  /** Those that the counts are of; a correction stands for a record that was counted. */
  private Dataset<Row> ofCounts(Dataset<Row> rows) {
    return rows.filter(not(Coordinate.isCorrection()))
        .filter(
            udf(
                    (UDF4<String, String, Integer, Long, Boolean>) counted::contains,
                    DataTypes.BooleanType)
                .apply(
                    Coordinate.IDENTITY.stream()
                        .map(name -> functions.col("`" + name + "`"))
                        .toArray(Column[]::new)));
  }
}
