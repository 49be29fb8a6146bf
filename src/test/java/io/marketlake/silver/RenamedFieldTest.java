package io.marketlake.silver;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.config.SettingsLoader;
import io.marketlake.schema.Feed;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way that docs/quality.md shows to take a field under its old and its new name.
 *
 * <p>Tier: CI. Without Kafka or Delta.
 */
class RenamedFieldTest {
  @TempDir private Path folder;

  @Test
  void aFieldIsTakenUnderBothNamesAndMissedUnderNeither() throws IOException {
    String docs = Files.readString(Path.of("docs/quality.md"));
    String start = "{ name = px,";
    String shown = docs.substring(docs.indexOf(start));
    List<String> lines = shown.substring(0, shown.indexOf("```")).lines().toList();
    String conf =
        """
        feeds.quotes {
          key = symbol
          event-time = at
          fields = [
            { name = symbol, type = string, required = true }
            { name = at, type = timestamp, required = true }
            %s
            %s
          ]
          %s
        }
        """
            .formatted(lines.get(0), lines.get(1), lines.get(3));
    Feed quotes =
        SettingsLoader.load(
                Optional.of(Files.writeString(folder.resolve("quotes.conf"), conf)),
                Map.of(),
                Map.of())
            .settings()
            .feedsNamed(List.of("quotes"))
            .get(0);
    SilverRun run = new SilverRun(quotes);
    String event = "{\"symbol\":\"A\",\"at\":\"2026-03-02T14:30:00Z\"%s}";
    run.add("quotes", event.formatted(",\"price\":1.5"));
    run.add("quotes", event.formatted(",\"px\":2.5"));
    run.add("quotes", event.formatted(""));

    SilverRun.Outcome outcome = run.run();

    assertThat(outcome.silver("quotes", 0).<BigDecimal>getAs("price")).isEqualByComparingTo("1.5");
    assertThat(outcome.silver("quotes", 1).<BigDecimal>getAs("price")).isEqualByComparingTo("2.5");
    assertThat(SilverRun.failedRules(outcome.quarantine(2))).containsExactly("price-is-there");
  }
}
