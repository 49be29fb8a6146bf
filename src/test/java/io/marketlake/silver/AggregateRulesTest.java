package io.marketlake.silver;

import static io.marketlake.silver.SilverRun.KAFKA_TIME;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import io.marketlake.schema.Expectation.Aggregate;
import io.marketlake.schema.Expectation.Measure;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Rule;
import io.marketlake.schema.Rule.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Rules over micro-batches, each of which a silver judges that has just started. Tier: CI. */
class AggregateRulesTest {
  private static final String TICK =
      "{\"symbol\":\"A\",\"price\":1,\"volume\":1,\"timestamp\":\"2026-03-02T15:30:00Z\"}";
  private static final OptionalDouble NONE = OptionalDouble.empty();
  private final List<Row> counts = new ArrayList<>();
  private long next;

  private static Feed ticks(Action action) {
    Aggregate steady =
        new Aggregate(
            Measure.MEAN,
            Optional.of("price"),
            NONE,
            NONE,
            NONE,
            OptionalDouble.of(2),
            5,
            2,
            1,
            Duration.ofMinutes(1));
    Aggregate given =
        new Aggregate(
            Measure.NULL_SHARE,
            Optional.of("source"),
            NONE,
            OptionalDouble.of(0.5),
            NONE,
            NONE,
            5,
            2,
            1,
            Duration.ofMinutes(1));
    return SilverRun.feed("ticks")
        .withRules(
            List.of(
                new Rule("steady", steady, action, ""), new Rule("given", given, Action.WARN, "")));
  }

  /** A micro-batch of ticks of these prices, the first with a source. */
  private SilverRun batch(Action action, int... prices) {
    SilverRun run = new SilverRun(ticks(action));
    run.addCounted(counts);
    for (int i = 0; i < prices.length; i++) {
      String value =
          "{\"symbol\":\"A\",\"price\":%d,\"volume\":1,\"timestamp\":\"2026-03-02T15:30:00Z\"%s}"
              .formatted(prices[i], i == 0 ? ",\"source\":\"x\"" : "");
      run.add("ticks", "topic-1", 0, next, value.getBytes(UTF_8), KAFKA_TIME.plusSeconds(next));
      next++;
    }
    return run;
  }

  private void take(SilverRun run) {
    counts.addAll(run.run().counts());
  }

  private List<String> verdicts(String rule) {
    return counts.stream()
        .filter(row -> row.getAs("rule").equals(rule))
        .map(
            row ->
                row.getAs("passed")
                    + "/"
                    + row.getAs("failed")
                    + " "
                    + row.getAs("measure")
                    + " of "
                    + row.getAs("baseline")
                    + " to "
                    + row.getAs("at_most"))
        .toList();
  }

  @Test
  void whatBreaksARuleIsCountedAndLeavesTheBaselineAsItWas() {
    take(batch(Action.WARN, 100));
    take(batch(Action.WARN, 102));
    take(batch(Action.WARN, 100, 104));
    take(batch(Action.WARN, 1000, 1000, 1000));
    take(batch(Action.WARN, 110));

    assertThat(verdicts("steady"))
        .containsExactly(
            "0/0 100.0 of null to null",
            "0/0 102.0 of null to null",
            "1/0 102.0 of 101.0 to 202.0",
            "0/1 1000.0 of " + 304 / 3.0 + " to " + 2 * (304 / 3.0),
            "1/0 110.0 of " + 304 / 3.0 + " to " + 2 * (304 / 3.0));
    assertThat(verdicts("given"))
        .containsExactly(
            "1/0 0.0 of null to 0.5",
            "1/0 0.0 of null to 0.5",
            "1/0 0.5 of null to 0.5",
            "0/1 " + 2 / 3.0 + " of null to 0.5",
            "1/0 0.0 of null to 0.5");
  }

  @Test
  void whatAFileBroughtAndAClockThatIsAheadLeaveTheEventsPerMinuteAsTheyAre() {
    Aggregate coming =
        new Aggregate(
            Measure.EVENTS_PER_MINUTE,
            Optional.empty(),
            OptionalDouble.of(1),
            NONE,
            NONE,
            NONE,
            5,
            2,
            1,
            Duration.ofMinutes(1));
    Feed feed =
        SilverRun.feed("ticks").withRules(List.of(new Rule("coming", coming, Action.WARN, "")));
    take(tick(feed, KAFKA_TIME.minus(Duration.ofMinutes(2))));
    take(tick(feed, KAFKA_TIME.plus(Duration.ofDays(365))));
    SilverRun file = run(feed);
    file.addBackfilled("ticks", 0, TICK, KAFKA_TIME.minus(Duration.ofSeconds(30)));
    counts.addAll(
        file.run().counts().stream().filter(row -> row.getAs("kind").equals("parser")).toList());

    take(tick(feed, KAFKA_TIME));

    assertThat(verdicts("coming"))
        .containsExactly(
            "0/0 null of null to null", "1/0 1.0 of null to null", "1/0 2.0 of null to null");
  }

  private SilverRun run(Feed feed) {
    SilverRun run = new SilverRun(feed);
    run.addCounted(counts);
    return run;
  }

  private SilverRun tick(Feed feed, Instant knownAt) {
    SilverRun run = run(feed);
    run.add("ticks", "topic-1", 0, next++, TICK.getBytes(UTF_8), knownAt);
    return run;
  }

  @Test
  void aRuleThatFailsStopsTheMicroBatchHoweverOftenItIsTried() {
    take(batch(Action.FAIL, 100));
    take(batch(Action.FAIL, 100));
    SilverRun broken = batch(Action.FAIL, 49);

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(broken::run)
          .isInstanceOf(PipelineException.class)
          .hasMessageContaining("the feed ticks was stopped")
          .hasMessageContaining("its rule steady, whose action is fail, does not hold")
          .hasMessageContaining("mean of price is 49.0000, below 50.0000");
    }
  }
}
