package io.marketlake.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.marketlake.quality.TrialReport;
import io.marketlake.quality.TrialReport.Sample;
import io.marketlake.quality.TrialReport.TriedRule;
import io.marketlake.schema.Rule;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A report on tried rules, as people and programs read it. */
final class TrialText {
  private static final JsonMapper JSON = new JsonMapper();
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);
  private static final List<String> HEADING =
      List.of("rule", "action", "passes", "fails", "fails in silver", "would leave quarantine");
  private static final int NAMES = 2;
  private static final int LONGEST = 160;

  private TrialText() {}

  static String text(TrialReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %,d records%s; %,d of them are not its JSON and are judged by no rule"
            .formatted(report.feed(), report.records(), span(report), report.unreadable()));
    lines.add("");
    lines.addAll(table(report.rules()));
    for (TriedRule tried : report.rules()) {
      if (!tried.samples().isEmpty()) {
        lines.add("");
        lines.add(tried.rule().name() + tried.rule().condition().map(c -> ": " + c).orElse(""));
        for (Sample sample : tried.samples()) {
          lines.add("  " + sample.place() + "  " + sample.reason());
          lines.add("    " + shortened(sample.values()));
        }
      }
    }
    lines.add("");
    lines.add(
        "With all rules as tried, %,d rows of silver would not be there, and %,d of quarantine would."
            .formatted(report.leaving(), report.entering()));
    if (report.secondsWith().isPresent()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "Judging a million records takes %.2f s with what was tried, %.2f s without.",
              report.secondsWith().getAsDouble(),
              report.secondsWithout().orElseThrow()));
    }
    return String.join("\n", lines);
  }

  private static String span(TrialReport report) {
    Optional<Instant> first = report.first();
    return first.isEmpty()
        ? ""
        : " from %s to %s UTC"
            .formatted(MINUTE.format(first.get()), MINUTE.format(report.last().orElseThrow()));
  }

  private static List<String> table(List<TriedRule> rules) {
    List<List<String>> rows = new ArrayList<>(List.of(HEADING));
    for (TriedRule tried : rules) {
      Rule rule = tried.rule();
      rows.add(
          List.of(
              rule.name(),
              rule.action().setting(),
              "%,d".formatted(tried.passed()),
              "%,d".formatted(tried.failed()),
              "%,d".formatted(tried.inSilver()),
              "%,d".formatted(tried.released())));
    }
    int[] widths = new int[HEADING.size()];
    rows.forEach(
        row -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  /** Names to the left, figures to the right. */
  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? "" : "  ");
      line.append(i < NAMES ? row.get(i) + padding : padding + row.get(i));
    }
    return line.toString().stripTrailing();
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
  }

  static String json(TrialReport report) {
    ObjectNode node = JSON.createObjectNode();
    node.put("feed", report.feed());
    node.put("records", report.records());
    node.put("unreadable", report.unreadable());
    report.first().ifPresent(time -> node.put("first", time.toString()));
    report.last().ifPresent(time -> node.put("last", time.toString()));
    node.put("leaving_silver", report.leaving());
    node.put("leaving_quarantine", report.entering());
    report.secondsWith().ifPresent(s -> node.put("seconds_a_million_with", s));
    report.secondsWithout().ifPresent(s -> node.put("seconds_a_million_without", s));
    ArrayNode rules = node.putArray("rules");
    for (TriedRule tried : report.rules()) {
      ObjectNode rule = rules.addObject();
      rule.put("rule", tried.rule().name());
      rule.put("kind", tried.rule().expectation().kind());
      rule.put("action", tried.rule().action().setting());
      tried.rule().condition().ifPresent(sql -> rule.put("expression", sql));
      rule.put("passed", tried.passed());
      rule.put("failed", tried.failed());
      rule.put("failed_in_silver", tried.inSilver());
      rule.put("leaving_quarantine", tried.released());
      ArrayNode samples = rule.putArray("samples");
      for (Sample sample : tried.samples()) {
        ObjectNode shown = samples.addObject();
        shown.put("place", sample.place());
        shown.put("reason", sample.reason());
        shown.put("values", sample.values());
      }
    }
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
