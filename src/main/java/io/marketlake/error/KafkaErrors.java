package io.marketlake.error;

import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a user can mend about Kafka: the broker, its topics and what they still hold. */
public final class KafkaErrors {
  private static final int MOST_NAMES = 20;

  private KafkaErrors() {}

  public static PipelineException unreachableBroker(
      String servers, String reason, @Nullable Throwable cause) {
    return new PipelineException(
        ErrorCode.KAFKA,
        "Kafka at " + servers + " can't be reached",
        reason,
        "start the broker or set kafka.bootstrap-servers to one that answers",
        cause);
  }

  public static PipelineException recordTooLarge(
      String topic, int bytes, @Nullable Throwable cause) {
    return new PipelineException(
        ErrorCode.KAFKA,
        "a record of " + bytes + " bytes can't be sent to the topic " + topic,
        "it is larger than the broker or the producer takes",
        "raise max.message.bytes on the topic, or send smaller events",
        cause);
  }

  public static PipelineException missingTopics(Collection<String> topics, String servers) {
    return new PipelineException(
        ErrorCode.KAFKA,
        "the topic " + String.join(", ", topics) + " can't be read",
        "the broker at " + servers + " has no such topic",
        "create it there, set feeds.<feed>.topic to an existing one,"
            + " or set kafka.create-topics=true",
        null);
  }

  public static PipelineException unknownTopic(
      String topic, String servers, Collection<String> known) {
    return new PipelineException(
        ErrorCode.KAFKA,
        "the topic " + topic + " can't be read",
        "the broker at " + servers + " has no such topic",
        known.isEmpty() ? "it has none yet" : "it has " + some(known),
        null);
  }

  public static PipelineException emptyTopic(String topic, String servers) {
    return new PipelineException(
        ErrorCode.KAFKA,
        "nothing can be learnt from the topic " + topic,
        "it holds no record at " + servers,
        "try again once a producer has sent some",
        null);
  }

  public static PipelineException recordsGone(
      String topic, int partition, long wanted, long earliest) {
    return new PipelineException(
        ErrorCode.KAFKA,
        "records of " + topic + "-" + partition + " are gone before they were read",
        "the lake wants offset " + wanted + " next and Kafka's first is " + earliest,
        "lengthen the topic's retention; to go on without them, start once with"
            + " --accept-loss, which lists them in bronze.gaps",
        null);
  }

  public static PipelineException kafkaWentBack(
      String topic, int partition, long wanted, long latest) {
    return new PipelineException(
        ErrorCode.KAFKA,
        "the lake is ahead of " + topic + "-" + partition,
        "it holds records up to offset " + (wanted - 1) + " and Kafka ends at " + latest,
        "restore the broker's log, or recreate the topic so that its new records count as new",
        null);
  }

  public static PipelineException topicRecreated(String topic) {
    return new PipelineException(
        ErrorCode.KAFKA,
        "the topic " + topic + " is no longer the one that this query began with",
        "it was recreated while the query ran",
        "start the job again; it takes the new topic's records from their beginning",
        null);
  }

  public static PipelineException timestampsWouldBeLost(
      String topic, String setting, String value) {
    return new PipelineException(
        ErrorCode.KAFKA,
        "events can't be replayed into " + topic + " under their own time",
        "its " + setting + " is " + value,
        "set retention.ms=-1 and message.timestamp.type=CreateTime on the topic,"
            + " or replay with --known-at now",
        null);
  }

  /** A few names, and how many more there are. */
  private static String some(Collection<String> names) {
    String few = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return names.size() > MOST_NAMES ? few + " and " + (names.size() - MOST_NAMES) + " more" : few;
  }
}
