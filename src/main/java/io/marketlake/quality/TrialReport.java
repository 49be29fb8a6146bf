package io.marketlake.quality;

import io.marketlake.schema.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What rules would have said of a feed's history.
 *
 * @param records records of bronze that were judged
 * @param unreadable those of them that are not the feed's JSON, and were judged by no rule
 * @param first kafka_time of the oldest; empty without records
 * @param last kafka_time of the newest; empty without records
 * @param rules the rules that were tried
 * @param leaving rows of silver that would be in quarantine, or dropped
 * @param entering rows of quarantine that would be in silver
 * @param secondsWith seconds that judging a million records takes with the rules; empty where it
 *     was not timed
 * @param secondsWithout the same without them
 */
public record TrialReport(
    String feed,
    long records,
    long unreadable,
    Optional<Instant> first,
    Optional<Instant> last,
    List<TriedRule> rules,
    long leaving,
    long entering,
    OptionalDouble secondsWith,
    OptionalDouble secondsWithout) {

  public TrialReport {
    rules = List.copyOf(rules);
  }

  /**
   * A rule that was tried.
   *
   * @param passed records that satisfy it; of an aggregate rule, micro-batches as they were counted
   * @param failed records that break it; of an aggregate rule, micro-batches as they were counted
   * @param inSilver those of the failed that are in silver now
   * @param released records that are in quarantine for it and would be in silver
   * @param samples some that break it, in Kafka's order
   */
  public record TriedRule(
      Rule rule, long passed, long failed, long inSilver, long released, List<Sample> samples) {
    public TriedRule {
      samples = List.copyOf(samples);
    }
  }

  /**
   * A record that breaks a rule.
   *
   * @param place its topic, partition and offset; of an aggregate rule, when the micro-batch ended
   * @param reason why
   * @param values its columns as JSON; of an aggregate rule, the measure and its limits
   */
  public record Sample(String place, String reason, String values) {}
}
