package io.marketlake.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * MLflow's client speaks to a server that answers as MLflow documents its REST interface
 * (mlflow.org/docs/latest/rest-api.html), and keeps what it was told: MLflow itself is a Python
 * program that is not on the machines of this project's tests.
 *
 * <p>Tier: CI.
 */
class MlflowServerTest {
  private static final TrackedRun RUN =
      new TrackedRun(
          "sentiment v1",
          1_770_000_000_000L,
          Map.of("seed", "42", "data_file", "x".repeat(600)),
          Map.of("accuracy", 0.75),
          Map.of("location", "s3a://bucket/lake/models/sentiment/v1"),
          "# Model card");

  private static MlflowServer at(String uri, Duration timeout) {
    return new MlflowServer(new TrackingSettings(uri, "e", timeout));
  }

  @Test
  void a_run_has_settings_figures_card_and_place_and_its_experiment_is_made_once()
      throws IOException {
    try (MlflowStandIn server = new MlflowStandIn()) {
      MlflowServer mlflow = at(server.uri(), Duration.ofSeconds(30));
      assertThat(mlflow.tell(RUN)).hasValue("r1");
      assertThat(mlflow.tell(RUN)).hasValue("r1");

      assertThat(server.calls).filteredOn("experiments/create"::equals).hasSize(1);
      JsonNode batch = server.body("runs/log-batch");
      assertThat(batch.path("run_id").asText()).isEqualTo("r1");
      assertThat(batch.path("metrics").get(0).path("key").asText()).isEqualTo("accuracy");
      assertThat(batch.path("metrics").get(0).path("value").asDouble()).isEqualTo(0.75);
      assertThat(batch.path("params")).hasSize(2);
      assertThat(batch.path("params").get(0).path("value").asText()).hasSize(500).endsWith("…");
      assertThat(batch.path("tags"))
          .extracting(tag -> tag.path("key").asText() + "=" + tag.path("value").asText())
          .containsExactlyInAnyOrder(
              "location=s3a://bucket/lake/models/sentiment/v1", "mlflow.note.content=# Model card");
      JsonNode run = server.body("runs/create");
      assertThat(run.path("experiment_id").asText()).isEqualTo("7");
      assertThat(run.path("start_time").asLong()).isEqualTo(1_770_000_000_000L);
      assertThat(server.body("runs/update").path("status").asText()).isEqualTo("FINISHED");
    }
  }

  @Test
  void a_server_that_is_down_or_silent_is_told_nothing_and_nothing_fails() throws IOException {
    int free;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = taken.getLocalPort();
      Instant begin = Instant.now();
      // Takes the connection, and never answers.
      assertThat(at("http://127.0.0.1:" + free, Duration.ofMillis(500)).tell(RUN)).isEmpty();
      assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(20));
    }
    assertThat(at("http://127.0.0.1:" + free, Duration.ofSeconds(5)).tell(RUN)).isEmpty();
  }

  @Test
  void credentials_are_not_taken_from_the_address() {
    assertThatThrownBy(() -> at("http://user:secret@host", Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }
}
