package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Makes the small lake that a release leaves to the tests of the next ones;
 * src/test/resources/lakes/README.md says how. Its name keeps it out of every suite.
 */
class LakeToKeep {
  private static final List<String> FEEDS = List.of("ticks", "trades", "news", "posts");

  @Test
  void isMade() {
    Map<String, String> topics = new HashMap<>();
    FEEDS.forEach(feed -> topics.put("feeds." + feed + ".topic", feed));
    try (var cluster = TestKafka.cluster()) {
      cluster.createTopics(FEEDS);
    }
    TestLake lake = new TestLake(Path.of("/tmp/lake"), Optional.empty(), topics);
    lake.publishModel();
    sendMost(lake);
    for (LayerName layer :
        List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS, LayerName.GOLD)) {
      lake.run(List.of(layer));
    }
    sendTheRest(lake);
    lake.run(List.of(LayerName.BRONZE));

    assertThat(lake.bronze().count()).isEqualTo(47);
    assertThat(lake.silver("ticks").count()).isEqualTo(24);
  }

  private static void sendMost(TestLake lake) {
    for (int i = 0; i < 24; i++) {
      lake.send(
          "ticks",
          """
          {"symbol":"%s","price":%d.25,"volume":%d,"timestamp":"2026-11-19T15:%02d:%02dZ",\
          "source":"made up","spread":0.01}"""
              .formatted(i % 2 == 0 ? "AAPL" : "MSFT", 100 + i, 10 + i, 30 + i / 6, i % 6 * 10));
    }
    lake.send(
        "ticks",
        """
        {"symbol":"AAPL","price":-1,"volume":1,"timestamp":"2026-11-19T15:34:00Z"}""",
        "no JSON");
    for (int i = 0; i < 6; i++) {
      lake.send(
          "trades",
          """
          {"ticker":"IBM","timestamp":"2026-11-19 15:3%d:00","price":%d.5,"volume":100,\
          "action":"%s"}"""
              .formatted(i, 200 + i, i % 2 == 0 ? "BUY" : "SELL"));
    }
    lake.send("trades", "{\"ticker\":\"IBM\",\"price\":1}");
    lake.send(
        "news",
        """
        {"Date":"2026-11-19T15:31:00Z","Headline":"Apple shares rise after an invented report",\
        "Source":"made up","Impact_Level":"High","Related_Company":"Apple Inc."}""",
        """
        {"Date":"2026-11-19","Headline":"Microsoft warns of an invented loss",\
        "Impact_Level":"Low"}""",
        "{\"Headline\":\"without a time\"}");
    lake.send(
        "posts",
        """
        {"id":"1","created_at":"2026-11-19T15:32:00Z","user":"somebody",\
        "text":"$AAPL looks strong, I made this up","lang":"en"}""",
        """
        {"id":"2","created_at":"2026-11-19T15:33:00Z","user":"nobody",\
        "text":"a weak quarter for $MSFT, invented"}""",
        """
        {"id":"1","created_at":"2026-11-19T15:32:00Z","user":"somebody",\
        "text":"the same id again"}""");
  }

  /** What bronze has, and the other layers have not taken yet. */
  private static void sendTheRest(TestLake lake) {
    for (int i = 0; i < 6; i++) {
      lake.send(
          "ticks",
          """
          {"symbol":"AAPL","price":%d.75,"volume":5,"timestamp":"2026-11-19T15:4%d:00Z"}"""
              .formatted(130 + i, i));
    }
    lake.send(
        "posts",
        """
        {"id":"3","created_at":"2026-11-19T15:40:00Z","user":"nobody",\
        "text":"gains for $IBM, invented"}""");
    lake.send("ticks", "[]");
  }
}
