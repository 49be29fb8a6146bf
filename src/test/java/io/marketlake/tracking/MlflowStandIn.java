package io.marketlake.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers as MLflow does; an experiment is there once it was made. */
public final class MlflowStandIn implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String API = "/api/2.0/mlflow/";

  final Map<String, JsonNode> told = new ConcurrentHashMap<>();
  final List<String> calls = new CopyOnWriteArrayList<>();
  final HttpServer http;

  public MlflowStandIn() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::answer);
    http.start();
  }

  /** What was said last in a call. */
  public JsonNode body(String call) {
    return Objects.requireNonNull(told.get(call), call);
  }

  public String uri() {
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
