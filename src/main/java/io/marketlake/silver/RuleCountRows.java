package io.marketlake.silver;

import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.Rule;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** A feed's tally -> rows of {@link GoldRuleCounts}, one a rule. */
final class RuleCountRows {
  private final Feed feed;
  private final FeedTally tally;
  private final Instant plannedAt;
  private final List<Row> rows = new ArrayList<>();

  private RuleCountRows(Feed feed, FeedTally tally, Instant plannedAt) {
    this.feed = feed;
    this.tally = tally;
    this.plannedAt = plannedAt;
  }

  /**
   * The rows.
   *
   * @param verdicts what the aggregate rules said; empty where they were not asked
   */
  static List<Row> of(Feed feed, FeedTally tally, List<Verdict> verdicts, Instant plannedAt) {
    RuleCountRows counts = new RuleCountRows(feed, tally, plannedAt);
    counts.addParserRules();
    for (Rule rule : UniqueRules.of(feed)) {
      counts.add(rule, counts.passedUniqueness(rule), tally.failed(rule.name()));
    }
    for (Rule rule : feed.rules()) {
      if (rule.condition().isPresent()) {
        counts.add(rule, counts.parsed() - tally.failed(rule.name()), tally.failed(rule.name()));
      }
    }
    verdicts.forEach(counts::add);
    return counts.rows;
  }

  /** The records that were JSON: each of them was judged by all conditions. */
  private long parsed() {
    return tally.records() - tally.failed(Rule.JSON);
  }

  private void addParserRules() {
    long noJson = tally.failed(Rule.JSON);
    add(Rule.JSON, GoldRuleCounts.PARSER, Rule.Action.QUARANTINE, parsed(), noJson, null);
    Set<String> others = new TreeSet<>(tally.failed().keySet());
    others.remove(Rule.JSON);
    others.removeAll(feed.rules().stream().map(Rule::name).collect(Collectors.toSet()));
    others.removeAll(UniqueRules.of(feed).stream().map(Rule::name).toList());
    for (String rule : others) {
      long failed = tally.failed(rule);
      add(rule, GoldRuleCounts.PARSER, Rule.Action.QUARANTINE, parsed() - failed, failed, null);
    }
  }

  /** Only what no other rule keeps out is compared; a repeat that only warns is accepted. */
  private long passedUniqueness(Rule rule) {
    return rule.action().rejects()
        ? tally.accepted()
        : tally.accepted() - tally.failed(rule.name());
  }

  private void add(Rule rule, long passed, long failed) {
    add(rule.name(), rule.expectation().kind(), rule.action(), passed, failed, null);
  }

  private void add(Verdict verdict) {
    Rule rule = verdict.rule();
    add(
        rule.name(),
        rule.expectation().kind(),
        rule.action(),
        verdict.isJudged() && verdict.holds() ? 1 : 0,
        verdict.holds() ? 0 : 1,
        verdict);
  }

  private void add(
      String rule,
      String kind,
      Rule.Action action,
      long passed,
      long failed,
      @Nullable Verdict verdict) {
    rows.add(
        RowFactory.create(
            Date.valueOf(tally.lastKnownAt().atZone(ZoneOffset.UTC).toLocalDate()),
            Timestamp.from(tally.lastKnownAt()),
            feed.name(),
            rule,
            kind,
            action.setting(),
            passed,
            failed,
            verdict == null ? null : value(verdict.measure()),
            verdict == null ? null : value(verdict.baseline()),
            verdict == null ? null : value(verdict.atLeast()),
            verdict == null ? null : value(verdict.atMost()),
            Timestamp.from(tally.firstKnownAt()),
            tally.ranges().stream().map(OffsetRange::row).toArray(Row[]::new),
            Timestamp.from(plannedAt)));
  }

  private static @Nullable Double value(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
