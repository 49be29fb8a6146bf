package io.marketlake.observe;

import io.marketlake.observe.PipelineStatus.LayerStatus;
import io.marketlake.observe.PipelineStatus.ScoredText;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draws a {@link PipelineStatus}: on a terminal one screenful that is drawn over, elsewhere a plain
 * line now and then.
 */
public final class LiveView {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final int WIDTH = 100;
  private static final String BARS = "bars";
  private static final String LATE = "late";

  private final PrintStream out;
  private final boolean terminal;
  private final PipelineStatus status;
  private final Map<String, Long> rowsBefore = new TreeMap<>();
  private final Map<String, Double> rates = new TreeMap<>();
  private Instant before = Instant.EPOCH;
  private Instant lineAt = Instant.EPOCH;
  private int linesDrawn;

  /**
   * A view.
   *
   * @param terminal whether the output can be drawn over
   */
  public LiveView(PrintStream out, boolean terminal, PipelineStatus status) {
    this.out = out;
    this.terminal = terminal;
    this.status = status;
  }

  /**
   * Draws the state of things; to be called about once a second.
   *
   * @param title what is running
   * @param produced records that Kafka has
   */
  public void draw(String title, long produced, Instant now) {
    List<LayerStatus> layers = status.layers(produced, now);
    updateRates(layers, produced, now);
    if (terminal) {
      drawScreen(title, layers, produced);
    } else if (!now.isBefore(lineAt.plus(BETWEEN_LINES))) {
      lineAt = now;
      drawLine(now, layers, produced);
    }
    out.flush();
  }

  private void updateRates(List<LayerStatus> layers, long produced, Instant now) {
    double seconds = Duration.between(before, now).toMillis() / 1000.0;
    boolean first = before.equals(Instant.EPOCH);
    before = now;
    Map<String, Long> counts = new TreeMap<>();
    counts.put("produced", produced);
    counts.put("quarantined", status.quarantined());
    status
        .bars()
        .ifPresent(
            bars -> {
              counts.put(BARS, bars.rows());
              counts.put(LATE, bars.late());
            });
    layers.forEach(layer -> counts.put(layer.name(), layer.rows()));
    counts.forEach(
        (name, count) -> {
          Long earlier = rowsBefore.put(name, count);
          if (!first && earlier != null && seconds > 0) {
            // Smoothed over some ten draws, since rows come a micro-batch at a time.
            double rate = (count - earlier) / seconds;
            rates.merge(name, rate, (old, fresh) -> 0.85 * old + 0.15 * fresh);
          }
        });
  }

  private void drawScreen(String title, List<LayerStatus> layers, long produced) {
    List<String> lines = new ArrayList<>();
    lines.add(title);
    lines.add("");
    lines.add(format("%-12s %12s %9s %13s %8s", "", "rows", "rows/s", "lag, records", "lag, s"));
    lines.add(row("produced", produced));
    for (LayerStatus layer : layers) {
      lines.add(
          format(
              "%-12s %,12d %9s %,13d %8.1f",
              layer.name(),
              layer.rows(),
              rate(layer.name()),
              layer.lagRecords(),
              layer.lag().toMillis() / 1000.0));
    }
    status
        .bars()
        .ifPresent(bars -> lines.addAll(List.of(row(BARS, bars.rows()), row(LATE, bars.late()))));
    lines.add(row("quarantined", status.quarantined()));
    lines.add("");
    lines.add("newest scored texts");
    for (ScoredText text : status.newest()) {
      lines.add("  " + describe(text));
    }
    // Without wrapping, so that a narrow terminal has as many lines as were drawn.
    StringBuilder screen = new StringBuilder("\033[?7l");
    if (linesDrawn > 0) {
      screen.append("\033[").append(linesDrawn).append('A');
    }
    lines.forEach(line -> screen.append(cut(line)).append("\033[K\n"));
    screen.append("\033[J\033[?7h");
    linesDrawn = lines.size();
    out.print(screen);
  }

  private void drawLine(Instant now, List<LayerStatus> layers, long produced) {
    StringBuilder line = new StringBuilder(CLOCK.format(now));
    line.append(format(" produced %,d", produced));
    for (LayerStatus layer : layers) {
      line.append(
          format(
              " | %s %,d (%s/s, lag %,d records, %.1f s)",
              layer.name(),
              layer.rows(),
              rate(layer.name()),
              layer.lagRecords(),
              layer.lag().toMillis() / 1000.0));
    }
    status
        .bars()
        .ifPresent(
            bars ->
                line.append(
                    format(" | bars %,d (%s/s, late %,d)", bars.rows(), rate(BARS), bars.late())));
    line.append(format(" | quarantined %,d", status.quarantined()));
    out.println(line);
    status.newest().stream().limit(1).forEach(text -> out.println("         " + describe(text)));
  }

  private String row(String name, long count) {
    return format("%-12s %,12d %9s", name, count, rate(name));
  }

  private static String describe(ScoredText text) {
    return format(
        "%s %-8s %+.2f  %s",
        CLOCK.format(text.eventTime()),
        text.label(),
        text.score(),
        cut(text.text().replaceAll("\\s+", " ")));
  }

  private String rate(String name) {
    Double rate = rates.get(name);
    return rate == null ? "-" : format("%,.1f", Math.max(0, rate));
  }

  private static String cut(String text) {
    return text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…";
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
