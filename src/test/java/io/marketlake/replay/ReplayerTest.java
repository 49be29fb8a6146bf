package io.marketlake.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tier: CI. No test waits: the clock moves only where the replay parks. */
class ReplayerTest {
  private static final String TIMES =
      """
      id,at
      A,soon
      B,2026-03-02T14:30:00Z
      C,2026-03-02T14:31:00Z
      D,2026-03-02T14:29:00Z
      E,
      F,2026-03-02
      G,1969-12-31T00:00:00Z
      H,2026-03-02T14:32:00Z
      """;

  @TempDir private Path folder;
  private final Clock clock = new Clock();
  private final Sent sent = new Sent();

  private static final class Clock implements Waiting {
    private long now = -1_000_000;
    private @Nullable Runnable atFirstPark;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void park(long nanos) {
      if (atFirstPark != null) {
        atFirstPark.run();
        atFirstPark = null;
      } else {
        // As a thread that is woken for no reason; it has to go on waiting.
        now += Math.max(1, nanos / 2);
      }
    }
  }

  /** What was sent, and after how many milliseconds. */
  private final class Sent implements EventSink {
    private final List<Long> millis = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    private final List<Optional<Instant>> times = new ArrayList<>();
    private boolean flushed;

    @Override
    public void send(@Nullable String key, byte[] value, Optional<Instant> time) {
      millis.add((clock.now + 1_000_000) / 1_000_000);
      values.add(new String(value, StandardCharsets.UTF_8));
      times.add(time);
    }

    @Override
    public void flush() {
      flushed = true;
    }
  }

  private Replayer replayer(String text, Pace pace, Optional<Duration> knownAfter)
      throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), text);
    var feed = ReplayFeeds.ofEveryType();
    return new Replayer(feed, file, Renames.of(feed, List.of()), pace, knownAfter, clock);
  }

  @Test
  void withoutAPaceNothingWaitsAndNothingIsLeftOut() throws IOException {
    ReplaySummary summary = replayer(TIMES, Pace.UNPACED, Optional.empty()).run(sent);

    assertThat(summary.read()).isEqualTo(8);
    assertThat(summary.sent()).isEqualTo(8);
    assertThat(summary.unreadable()).isZero();
    assertThat(sent.millis).containsOnly(0L);
    assertThat(sent.times).containsOnly(Optional.empty());
    assertThat(sent.flushed).isTrue();
    assertThat(summary.text())
        .isEqualTo(
            "8 lines read, 8 records sent (0 unreadable, as they are), 0.00 s, 8,000 records/s");
  }

  @Test
  void aRatePacesEvenly() throws IOException {
    replayer(TIMES, Pace.rate("4/s"), Optional.empty()).run(sent);

    assertThat(sent.millis).containsExactly(0L, 250L, 500L, 750L, 1000L, 1250L, 1500L, 1750L);
  }

  @Test
  void aSpeedPacesByEventTimeAndLateLinesDoNotWait() throws IOException {
    replayer(TIMES, Pace.speed("60x"), Optional.empty()).run(sent);

    assertThat(sent.millis).containsExactly(0L, 0L, 1000L, 1000L, 1000L, 1000L, 1000L, 2000L);
  }

  @Test
  void aTimeFarAheadOverflowsNothing() throws IOException {
    Pace.Schedule slow = Pace.speed("0.001x").schedule();

    assertThat(slow.due(0, Instant.parse("0001-01-01T00:00:00Z"))).isZero();
    assertThat(slow.due(1, Instant.parse("9999-01-01T00:00:00Z")))
        .isBetween(Long.MAX_VALUE / 5, Long.MAX_VALUE / 3);
    assertThat(Pace.rate("0.000001/h").schedule().due(Long.MAX_VALUE, null))
        .isBetween(Long.MAX_VALUE / 5, Long.MAX_VALUE / 3);
  }

  @Test
  void eventsAreKnownAtTheirOwnTimePlusTheDelay() throws IOException {
    replayer(TIMES, Pace.UNPACED, Optional.of(Duration.ofSeconds(5))).run(sent);

    assertThat(sent.times.stream().map(Optional::orElseThrow).map(Instant::toString))
        .containsExactly(
            "2026-03-02T14:30:05Z",
            "2026-03-02T14:30:05Z",
            "2026-03-02T14:31:05Z",
            "2026-03-02T14:29:05Z",
            "2026-03-02T14:29:05Z",
            "2026-03-03T00:00:05Z",
            "2026-03-03T00:00:05Z",
            "2026-03-02T14:32:05Z");
  }

  @Test
  void aFileWithoutAReadableTimeIsNotReplayedUnderItsEventsTime() throws IOException {
    assertThatThrownBy(() -> replayer("id,at\nA,soon\n", Pace.UNPACED, Optional.of(Duration.ZERO)))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("no line of it has a at in a format");
    assertThat(replayer("id,at\n", Pace.UNPACED, Optional.of(Duration.ZERO)).run(sent).sent())
        .isZero();
  }

  @Test
  void aReplayThatIsStoppedWhileItWaitsSendsNoMoreAndFlushes() throws IOException {
    Replayer replayer = replayer(TIMES, Pace.rate("1/h"), Optional.empty());
    clock.atFirstPark = replayer::stop;

    ReplaySummary summary = replayer.run(sent);

    assertThat(summary.read()).isEqualTo(1);
    assertThat(summary.sent()).isEqualTo(1);
    assertThat(sent.values).hasSize(1);
    assertThat(sent.flushed).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "500", "0/s", "-1/s", "500/d", "fast", "1e3/s"})
  void aRateThatIsNoneGetsASentence(String text) {
    assertThatThrownBy(() -> Pace.rate(text))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("write --rate 500/s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "60", "0x", "-1x", "x60", "fast"})
  void aSpeedThatIsNoneGetsASentence(String text) {
    assertThatThrownBy(() -> Pace.speed(text))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("write --speed 60x");
  }
}
