package io.marketlake.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * MLflow's client speaks to a server that answers as MLflow documents its REST interface
 * (mlflow.org/docs/latest/rest-api.html), and keeps what it was told: MLflow itself is a Python
 * program that is not on the machines of this project's tests.
 *
 * <p>Tier: CI.
 */
class MlflowServerTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String API = "/api/2.0/mlflow/";

  private static final TrackedRun RUN =
      new TrackedRun(
          "sentiment v1",
          1_770_000_000_000L,
          Map.of("seed", "42", "data_file", "x".repeat(600)),
          Map.of("accuracy", 0.75),
          Map.of("location", "s3a://bucket/lake/models/sentiment/v1"),
          "# Model card");

  /** Answers as MLflow does; an experiment is there once it was made. */
  private static final class StandIn implements AutoCloseable {
    final Map<String, JsonNode> told = new ConcurrentHashMap<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    final HttpServer http;

    StandIn() throws IOException {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.createContext("/", this::answer);
      http.start();
    }

    /** What was said last in a call. */
    JsonNode body(String call) {
      return Objects.requireNonNull(told.get(call), call);
    }

    String uri() {
      return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
      String call = exchange.getRequestURI().getPath().replace(API, "");
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      boolean isKnown = told.containsKey("experiments/create");
      calls.add(call);
      if (!body.isEmpty()) {
        told.put(call, JSON.readTree(body));
      }
      switch (call) {
        case "experiments/get-by-name" ->
            send(
                exchange,
                isKnown ? 200 : 404,
                isKnown
                    ? "{\"experiment\":{\"experiment_id\":\"7\",\"name\":\"e\"}}"
                    : "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"none\"}");
        case "experiments/create" -> send(exchange, 200, "{\"experiment_id\":\"7\"}");
        case "runs/create" ->
            send(exchange, 200, "{\"run\":{\"info\":{\"run_id\":\"r1\",\"experiment_id\":\"7\"}}}");
        case "runs/log-batch" -> send(exchange, 200, "{}");
        case "runs/update" -> send(exchange, 200, "{\"run_info\":{\"run_id\":\"r1\"}}");
        default -> send(exchange, 404, "{\"error_code\":\"ENDPOINT_NOT_FOUND\"}");
      }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    @Override
    public void close() {
      http.stop(0);
    }
  }

  private static MlflowServer at(String uri, Duration timeout) {
    return new MlflowServer(new TrackingSettings(uri, "e", timeout));
  }

  @Test
  void a_run_has_settings_figures_card_and_place_and_its_experiment_is_made_once()
      throws IOException {
    try (StandIn server = new StandIn()) {
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
