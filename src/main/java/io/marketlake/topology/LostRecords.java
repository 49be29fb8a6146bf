package io.marketlake.topology;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import io.marketlake.delta.AbsentOffsets;
import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.kafka.TopicState;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.BronzeGaps;
import io.marketlake.schema.Coordinate;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which records a query goes on without: those between the offset that it wants next
 * and the first that Kafka still has. What bronze has of them, and what was written down before, is
 * left out, so that a retry writes nothing twice.
 */
final class LostRecords {
  private static final Logger LOG = LoggerFactory.getLogger(LostRecords.class);

  private final LakeTables tables;
  private final Map<String, String> feedsByTopic;

  /**
   * @param feedsByTopic the name of each topic's feed
   */
  LostRecords(LakeTables tables, Map<String, String> feedsByTopic) {
    this.tables = tables;
    this.feedsByTopic = Map.copyOf(feedsByTopic);
  }

  /**
   * Writes down what is lost.
   *
   * @param wanted the next offset to read, by topic and partition
   * @param states what Kafka has at this moment, by topic
   */
  void record(Map<String, Map<Integer, Long>> wanted, Map<String, TopicState> states) {
    List<AbsentOffsets.Range> candidates = new ArrayList<>();
    wanted.forEach(
        (topic, offsets) -> {
          TopicState state = states.get(topic);
          if (state != null) {
            offsets.forEach(
                (partition, offset) -> {
                  long earliest = state.earliest().getOrDefault(partition, 0L);
                  if (offset < earliest) {
                    candidates.add(
                        new AbsentOffsets.Range(
                            state.clusterId(),
                            state.topicId(),
                            topic,
                            partition,
                            offset,
                            earliest - 1));
                  }
                });
          }
        });
    if (candidates.isEmpty()) {
      return;
    }
    List<AbsentOffsets.Range> known = AbsentOffsets.lost(tables);
    List<Row> gaps = new ArrayList<>();
    for (AbsentOffsets.Range candidate : candidates) {
      long first = Math.max(afterBronze(candidate), afterKnown(candidate, known));
      if (first <= candidate.last()) {
        gaps.add(row(candidate, first));
        LOG.warn(
            "{}-{}: offsets {} to {} are lost, and accepted as lost",
            candidate.topic(),
            candidate.partition(),
            first,
            candidate.last());
      }
    }
    if (!gaps.isEmpty()) {
      tables.ensure(BronzeGaps.TABLE);
      tables.append(
          BronzeGaps.TABLE,
          tables.frame(gaps, BronzeGaps.TABLE),
          new Commit("gaps-" + UUID.randomUUID(), 0, gaps.size() + " ranges"));
    }
  }

  /** The first offset of a range after what bronze has of it. */
  private long afterBronze(AbsentOffsets.Range range) {
    if (tables.isEmpty(BronzeEvents.TABLE)) {
      return range.first();
    }
    Row highest =
        tables
            .read(BronzeEvents.TABLE)
            .filter(
                col(Coordinate.TOPIC_ID)
                    .equalTo(range.topicId())
                    .and(col("`" + Coordinate.PARTITION + "`").equalTo(range.partition()))
                    .and(col("`" + Coordinate.OFFSET + "`").between(range.first(), range.last())))
            .agg(max(col("`" + Coordinate.OFFSET + "`")))
            .first();
    return highest.isNullAt(0) ? range.first() : highest.getLong(0) + 1;
  }

  private static long afterKnown(AbsentOffsets.Range range, List<AbsentOffsets.Range> known) {
    return known.stream()
        .filter(gap -> gap.isOf(range.topicId(), range.partition()))
        .filter(gap -> gap.first() <= range.last() && gap.last() >= range.first())
        .mapToLong(gap -> gap.last() + 1)
        .max()
        .orElse(range.first());
  }

  private Row row(AbsentOffsets.Range gap, long first) {
    return RowFactory.create(
        feedsByTopic.getOrDefault(gap.topic(), gap.topic()),
        gap.clusterId(),
        gap.topicId(),
        gap.topic(),
        gap.partition(),
        first,
        gap.last(),
        "Kafka had deleted them before they were read",
        Timestamp.from(Instant.now()),
        System.getProperty("user.name", "unknown"));
  }
}
