package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's fifth feed: a declaration and no code.
 *
 * <p>Tier: CI.
 */
class FifthFeedTest {
  private static final Path DECLARATION = Path.of("src/test/resources/indicators.conf");

  @TempDir private Path folder;

  @Test
  void aFeedThatIsOnlyDeclaredHasATableRulesAndAQuarantine() {
    TestLake lake = new TestLake(folder.resolve("lake"), Optional.of(DECLARATION), Map.of());
    lake.send(
        "indicators",
        """
        {"name":"CPI","country":"US","period":"2026-09-01","released_at":"2026-10-14T12:30:00Z","actual":3.1,"forecast":3.0,"previous":2.9,"unit":"percent","importance":"high"}""",
        """
        {"name":"CPI","country":"US","released_at":"not a time","actual":3.1}""",
        "{}");
    lake.run(List.of(LayerName.BRONZE, LayerName.SILVER));

    lake.assertNothingLostOrDoubled();
    assertThat(lake.silver("indicators").count()).isEqualTo(1);
    assertThat(lake.quarantine().filter("feed = 'indicators'").count()).isEqualTo(2);
  }

  @Test
  void theReadmeShowsThisDeclaration() throws IOException {
    assertThat(Files.readString(Path.of("README.md")))
        .contains(Files.readString(DECLARATION).strip());
  }
}
