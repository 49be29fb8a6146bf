package io.marketlake.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * How to reach Kafka.
 *
 * @param requestTimeout how long an answer may take before the broker counts as unreachable
 * @param createTopics whether missing topics are created at start, with {@code topicPartitions}
 * @param acceptLoss whether to go on where records were deleted before they were read
 * @param options further settings of the Kafka client
 */
public record KafkaSettings(
    String bootstrapServers,
    Duration requestTimeout,
    boolean createTopics,
    int topicPartitions,
    boolean acceptLoss,
    Map<String, String> options) {

  public KafkaSettings {
    if (!bootstrapServers.matches("\\s*[^\\s,:]+:\\d+(\\s*,\\s*[^\\s,:]+:\\d+)*\\s*")) {
      throw new IllegalArgumentException(
          "bootstrap-servers is '" + bootstrapServers + "', but must be host:port[,host:port…]");
    }
    options = Map.copyOf(options);
  }

  public KafkaSettings withBootstrapServers(String servers) {
    return new KafkaSettings(
        servers, requestTimeout, createTopics, topicPartitions, acceptLoss, options);
  }

  /** What every client of this cluster is given. */
  Properties clientProperties() {
    Properties properties = new Properties();
    properties.putAll(new HashMap<>(options));
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("request.timeout.ms", String.valueOf(requestTimeout.toMillis()));
    return properties;
  }
}
