package io.marketlake.silver;

import static io.marketlake.silver.SilverRun.failedRules;
import static io.marketlake.silver.SilverRun.feed;
import static io.marketlake.silver.SilverRun.reasons;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Expectation;
import io.marketlake.schema.Feed;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Rule;
import io.marketlake.schema.SilverTable;
import io.marketlake.silver.DuplicateStage.MarkRepeats;
import io.marketlake.silver.SilverRun.Outcome;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class DuplicateStageTest {
  private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  private static final Instant KAFKA_TIME = Instant.parse("2026-03-10T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MICRO = Duration.ofNanos(1000);

  private final SilverRun run = new SilverRun(feed("posts"));
  private long next;

  /** Adds a post; returns its offset. */
  private long post(int partition, String id, Duration after) {
    long offset = next++;
    post(partition, offset, id, after);
    return offset;
  }

  private void post(int partition, long offset, String id, Duration after) {
    String value =
        "{\"id\":\"%s\",\"created_at\":\"%s\",\"text\":\"text %d\"}"
            .formatted(id, START.plus(after), offset);
    run.add("posts", "topic-1", partition, offset, value.getBytes(UTF_8), KAFKA_TIME);
  }

  private void accepted(String id, Duration after, String topicId, int partition, long offset) {
    run.addAccepted("posts", id, START.plus(after), topicId, partition, offset);
  }

  @Test
  void theFirstOfAnIdWithinADayStaysAndTheOthersAreMarked() {
    final long later = post(1, "partitions", Duration.ZERO);
    final long first = post(0, "partitions", Duration.ofHours(1));
    final long a = post(0, "chain", Duration.ZERO);
    final long b = post(0, "chain", Duration.ofHours(20));
    final long c = post(0, "chain", Duration.ofHours(30));
    final long edge = post(0, "edge", Duration.ZERO);
    final long atEdge = post(0, "edge", DAY);
    final long overEdge = post(0, "edge", DAY.plus(MICRO));
    final long back = post(0, "back", DAY);
    final long atBack = post(0, "back", Duration.ZERO);
    final long overBack = post(0, "back", MICRO.negated());
    final long before = post(0, "before", DAY);
    final long overBefore = post(0, "before", DAY.plus(MICRO));
    final long retried = post(0, "retried", Duration.ZERO);
    final long afterRetried = post(0, "retried", Duration.ofHours(1));
    final long recreated = post(0, "recreated", Duration.ZERO);
    final long alone = post(0, "ALONE", Duration.ZERO);
    final long otherCase = post(0, "alone", Duration.ZERO);
    final long broken = post(0, " ", Duration.ZERO);
    final long brokenToo = post(0, " ", Duration.ZERO);
    accepted("before", Duration.ZERO, "topic-1", 1, 500);
    accepted("retried", Duration.ZERO, "topic-1", 0, retried);
    accepted("recreated", Duration.ZERO, "topic-0", 0, recreated);
    accepted("ALONE", Duration.ofDays(-2), "topic-1", 1, 501);
    run.add("posts", "topic-1", 0, next, "not json".getBytes(UTF_8), KAFKA_TIME);

    Outcome outcome = run.run();

    assertThat(outcome.acceptedOffsets("posts"))
        .containsExactlyInAnyOrder(
            first, a, c, edge, overEdge, back, overBack, overBefore, retried, alone, otherCase);
    assertThat(repeats(outcome))
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    later, "posts-0@" + first,
                    b, "posts-0@" + a,
                    atEdge, "posts-0@" + edge,
                    atBack, "posts-0@" + back,
                    before, "posts-1@500",
                    afterRetried, "posts-0@" + retried,
                    recreated, "posts-0@" + recreated)));
    assertThat(failedRules(outcome.quarantine(broken))).containsExactly("id-is-not-blank");
    assertThat(failedRules(outcome.quarantine(brokenToo))).containsExactly("id-is-not-blank");
    assertThat(outcome.quarantine(next).<String>getAs("class")).isEqualTo("malformed");
    assertThat(outcome.quarantine(b).<byte[]>getAs("value")).asString(UTF_8).contains("chain");
  }

  /** Each repeat's offset with the place of the event that it repeats. */
  private static Map<Long, String> repeats(Outcome outcome) {
    Map<Long, String> repeats = new TreeMap<>();
    for (Row row : outcome.quarantine()) {
      if (row.<String>getAs(QuarantineEvents.CLASS).equals(QuarantineEvents.DUPLICATE)) {
        assertThat(failedRules(row)).containsExactly("identity");
        repeats.put(
            Outcome.offset(row), reasons(row).get(0).replace("the same id came before, at ", ""));
      }
    }
    return repeats;
  }

  @Test
  void twoMicroBatchesGiveWhatOneGives() {
    List<Duration> times =
        List.of(
            Duration.ofHours(0),
            Duration.ofHours(20),
            Duration.ofHours(30),
            Duration.ofHours(54),
            Duration.ofHours(15),
            Duration.ofHours(80));
    times.forEach(time -> post(0, "a", time));
    Outcome atOnce = run.run();

    DuplicateStageTest firstHalf = new DuplicateStageTest();
    times.subList(0, 3).forEach(time -> firstHalf.post(0, "a", time));
    Outcome first = firstHalf.run.run();
    DuplicateStageTest secondHalf = new DuplicateStageTest();
    for (int i = 3; i < times.size(); i++) {
      secondHalf.post(0, i, "a", times.get(i));
    }
    List<Row> before = new ArrayList<>(first.accepted());
    Collections.reverse(before);
    secondHalf.run.addAccepted(before, "posts");
    Outcome second = secondHalf.run.run();

    List<Long> accepted = new ArrayList<>(first.acceptedOffsets("posts"));
    accepted.addAll(second.acceptedOffsets("posts"));
    assertThat(accepted).isEqualTo(atOnce.acceptedOffsets("posts"));
    Map<Long, String> marks = repeats(first);
    marks.putAll(repeats(second));
    assertThat(marks).isEqualTo(repeats(atOnce));
  }

  /** The hours of one id's events in the order of one partition; the cuts are where batches end. */
  @Property
  void thePlacesOfTheCutsAndRetriesChangeNoMark(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 120) Integer> hours,
      @ForAll @Size(max = 10) List<@IntRange(max = 30) Integer> cuts,
      @ForAll long seed) {
    List<String> atOnce = marks(hours, List.of(), new Random(seed), false);

    assertThat(marks(hours, cuts, new Random(seed), false)).isEqualTo(atOnce);
    assertThat(marks(hours, cuts, new Random(seed), true)).as("each twice").isEqualTo(atOnce);
  }

  /** Every event's class and reason, when the batches end at the cuts. */
  private static List<String> marks(
      List<Integer> hours, List<Integer> cuts, Random order, boolean eachTwice) {
    TreeSet<Integer> ends = new TreeSet<>(cuts);
    ends.removeIf(end -> end >= hours.size());
    ends.add(hours.size());
    List<Row> accepted = new ArrayList<>();
    Map<Long, String> marks = new HashMap<>();
    int from = 0;
    for (int end : ends) {
      List<Row> batch = new ArrayList<>();
      for (int i = from; i < end; i++) {
        batch.add(event(i, hours.get(i)));
      }
      from = end;
      for (int i = 0; i < (eachTwice ? 2 : 1); i++) {
        Collections.shuffle(batch, order);
        Collections.shuffle(accepted, order);
        List<Row> newly = new ArrayList<>();
        new MarkRepeats(TYPE, IDENTITY)
            .call("=a", batch.iterator(), accepted.iterator())
            .forEachRemaining(
                row -> {
                  marks.put(row.getLong(OFFSET), row.get(0) + " " + row.get(2));
                  if (row.isNullAt(0)) {
                    long offset = row.getLong(OFFSET);
                    newly.add(event(offset, hours.get((int) offset)));
                  }
                });
        newly.removeAll(accepted);
        accepted.addAll(newly);
      }
    }
    List<String> inOrder = new ArrayList<>();
    for (long i = 0; i < hours.size(); i++) {
      inOrder.add(String.valueOf(marks.get(i)));
    }
    return inOrder;
  }

  /** Values that are unique by a rule that only warns: all stay, whatever came from elsewhere. */
  @Test
  void aRuleThatWarnsNamesRepeatsWithinAPartitionAndKeepsThem() {
    Feed trades =
        feed("trades")
            .withRules(
                List.of(
                    new Rule(
                        "print-is-new",
                        new Expectation.Uniqueness(
                            List.of("symbol", "trade_id"), Duration.ofHours(1)),
                        Rule.Action.WARN,
                        "")));
    SilverRun trading = new SilverRun(trades);
    addTrade(trading, 0, 0, "1", "10:00");
    addTrade(trading, 0, 1, "1", "11:00");
    addTrade(trading, 0, 2, "1", "12:00:01");
    addTrade(trading, 1, 3, "1", "10:00");
    addTrade(trading, 0, 4, "2", "10:00");
    trading.add("trades", "{\"ticker\":\"A\",\"timestamp\":0,\"price\":1,\"volume\":1}");
    trading.add("trades", "{\"ticker\":\"A\",\"timestamp\":0,\"price\":1,\"volume\":1}");

    Outcome outcome = trading.run();

    assertThat(outcome.quarantine()).isEmpty();
    assertThat(outcome.acceptedOffsets("trades")).hasSize(7);
    assertThat(outcome.counted("trades", "print-is-new")).containsExactly(6L, 1L);
  }

  private static void addTrade(SilverRun run, int partition, long offset, String id, String time) {
    String value =
        "{\"ticker\":\"A\",\"timestamp\":\"2026-03-02 %s\",\"price\":1,\"volume\":1,\"trade_id\":\"%s\"}"
            .formatted(time, id);
    run.add("trades", "topic-1", partition, offset, value.getBytes(UTF_8), KAFKA_TIME);
  }

  /** The hours of events of one value; each is noted if an earlier one is near, however cut. */
  @Property
  void cutsAndRetriesChangeNothingOfWhatIsOnlyNoted(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 120) Integer> hours,
      @ForAll @Size(max = 10) List<@IntRange(max = 30) Integer> cuts,
      @ForAll long seed) {
    List<Boolean> expected = new ArrayList<>();
    for (int i = 0; i < hours.size(); i++) {
      int hour = hours.get(i);
      expected.add(hours.subList(0, i).stream().anyMatch(h -> Math.abs(h - hour) <= 24));
    }
    TreeSet<Integer> ends = new TreeSet<>(cuts);
    ends.removeIf(end -> end >= hours.size());
    ends.add(hours.size());
    Random order = new Random(seed);
    List<Row> accepted = new ArrayList<>();
    int from = 0;
    for (int end : ends) {
      List<Row> batch = new ArrayList<>();
      for (int i = from; i < end; i++) {
        batch.add(event(i, hours.get(i)));
      }
      for (int tried = 0; tried < 2; tried++) {
        Collections.shuffle(batch, order);
        Collections.shuffle(accepted, order);
        new MarkRepeats(TYPE, NOTING)
            .call("=a", batch.iterator(), accepted.iterator())
            .forEachRemaining(
                row ->
                    assertThat(row.getSeq(WARNED).nonEmpty())
                        .isEqualTo(expected.get((int) row.getLong(OFFSET))));
        if (tried == 0) {
          accepted.addAll(batch);
        }
      }
      from = end;
    }
  }

  private static final Rule NOTING =
      new Rule(
          "is-new",
          new Expectation.Uniqueness(List.of("id"), Duration.ofHours(24)),
          Rule.Action.WARN,
          "");
  private static final Object NO_RULE =
      scala.collection.JavaConverters.asScalaBuffer(List.of()).toSeq();
  private static final int WARNED = 9;
  private static final Rule IDENTITY = UniqueRules.rejecting(feed("posts")).orElseThrow();
  private static final int OFFSET = 8;
  private static final StructType TYPE =
      new StructType()
          .add(QuarantineEvents.CLASS, DataTypes.StringType)
          .add(QuarantineEvents.FAILED_RULES, DataTypes.createArrayType(DataTypes.StringType))
          .add(QuarantineEvents.REASONS, DataTypes.createArrayType(DataTypes.StringType))
          .add(SilverTable.EVENT_TIME, DataTypes.TimestampType)
          .add(Coordinate.CLUSTER_ID, DataTypes.StringType)
          .add(Coordinate.TOPIC_ID, DataTypes.StringType)
          .add(Coordinate.TOPIC, DataTypes.StringType)
          .add(Coordinate.PARTITION, DataTypes.IntegerType)
          .add(Coordinate.OFFSET, DataTypes.LongType)
          .add(RuleStage.WARNED, DataTypes.createArrayType(DataTypes.StringType));

  private static Row event(long offset, int hour) {
    Timestamp time = Timestamp.from(START.plus(Duration.ofHours(hour)));
    return new GenericRowWithSchema(
        new Object[] {null, null, null, time, "cluster", "topic-1", "posts", 0, offset, NO_RULE},
        TYPE);
  }
}
