package io.marketlake.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.marketlake.replay.FeedDifference.Kind;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.SilverTable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares a feed's declaration with a sample of what arrived. Events are taken in one by one, and
 * only what is told of each field is kept, of {@value #MOST_KEYS} keys at most.
 */
public final class FeedComparison {
  private static final int MOST_KEYS = 1000;

  private final Feed feed;
  private final Function<byte @Nullable [], Map<String, String>> failures;
  private final Map<String, SeenField> fields = new LinkedHashMap<>();
  private final SortedMap<LocalDate, Long> events = new TreeMap<>();
  private final Map<String, Refusals> refusals = new LinkedHashMap<>();
  private long records;
  private boolean hasMoreKeys;

  /** The values of a field that its declared type does not take. */
  private static final class Refusals {
    private final LocalDate since;
    private final String reason;
    private long count;

    Refusals(LocalDate since, String reason) {
      this.since = since;
      this.reason = reason;
    }
  }

  /**
   * Begins with nothing taken in.
   *
   * @param failures what silver finds wrong with a value, with the reason, by {@code field.what};
   *     {@code json} alone where it is no event
   */
  public FeedComparison(Feed feed, Function<byte @Nullable [], Map<String, String>> failures) {
    this.feed = feed;
    this.failures = failures;
  }

  /** Takes in a record; those of one day come together, the oldest day first. */
  public void add(LocalDate day, byte @Nullable [] value, Instant kafkaTime) {
    records++;
    JsonNode event = FeedInference.event(value);
    Map<String, String> wrong = failures.apply(value);
    if (event == null || wrong.containsKey("json")) {
      return;
    }
    events.merge(day, 1L, Long::sum);
    event
        .fields()
        .forEachRemaining(
            e -> {
              SeenField seen = fields.get(e.getKey());
              if (seen == null && (fields.size() < MOST_KEYS || isDeclared(e.getKey()))) {
                seen = new SeenField(e.getKey());
                fields.put(e.getKey(), seen);
              }
              if (seen == null) {
                hasMoreKeys = true;
              } else {
                seen.add(day, e.getValue(), kafkaTime);
              }
            });
    wrong.forEach(
        (rule, reason) -> refusals.computeIfAbsent(rule, r -> new Refusals(day, reason)).count++);
  }

  private boolean isDeclared(String name) {
    return feed.fields().stream().anyMatch(f -> f.name().equals(name));
  }

  /** How many records were taken in. */
  public long records() {
    return records;
  }

  /** How many of them are JSON objects. */
  public long events() {
    return events.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether there were more keys than are looked at. */
  public boolean hasMoreKeys() {
    return hasMoreKeys;
  }

  /** All differences, the gravest kind first and in the declaration's order. */
  public List<FeedDifference> differences() {
    if (records == 0) {
      return List.of();
    }
    if (events() == 0) {
      return List.of(new FeedDifference(Kind.UNREADABLE, feed.name(), "every record"));
    }
    List<FeedDifference> found = new ArrayList<>();
    for (Field field : feed.fields()) {
      SeenField seen = seen(field.name());
      compare(field, seen, found);
    }
    for (SeenField seen : fields.values()) {
      if (!isDeclared(seen.sample().name())) {
        found.add(undeclared(seen));
      }
    }
    found.sort(Comparator.comparing(FeedDifference::kind));
    return found;
  }

  private SeenField seen(String name) {
    SeenField seen = fields.get(name);
    return seen == null ? new SeenField(name) : seen;
  }

  private void compare(Field field, SeenField seen, List<FeedDifference> found) {
    String name = field.name();
    refusals.forEach(
        (rule, refused) -> {
          int dot = rule.lastIndexOf('.');
          if (!rule.substring(0, dot).equals(name)) {
            return;
          }
          boolean missing = rule.substring(dot).equals(".required");
          found.add(
              new FeedDifference(
                  missing ? Kind.MISSING : Kind.REFUSED,
                  name,
                  share(refused.count)
                      + since(refused.since)
                      + (missing ? newName(field, seen) : "; " + refused.reason)));
        });
    if (field.required() || name.equals(feed.eventTime())) {
      otherKind(field, seen).ifPresent(found::add);
      return;
    }
    if (!seen.isPresent()) {
      if (!isComputed(field)) {
        found.add(
            new FeedDifference(
                Kind.ABSENT, name, field.type().dataType().simpleString() + newName(field, seen)));
      }
    } else if (seen.hasEnded(events)) {
      found.add(
          new FeedDifference(
              Kind.ENDED, name, "last seen on " + seen.lastDay() + newName(field, seen)));
    }
    otherKind(field, seen).ifPresent(found::add);
  }

  /** A column whose value comes from others alone; no producer is expected to send it. */
  private static boolean isComputed(Field field) {
    return field
        .expression()
        .filter(
            e ->
                !Pattern.compile(
                        "\\b" + Pattern.quote(field.column()) + "\\b", Pattern.CASE_INSENSITIVE)
                    .matcher(e)
                    .find())
        .isPresent();
  }

  private Optional<FeedDifference> otherKind(Field field, SeenField seen) {
    return DeclaredKinds.others(field.type(), seen.sample())
        .map(
            others ->
                new FeedDifference(
                    Kind.OTHER_TYPE,
                    field.name(),
                    "declared " + field.type().dataType().simpleString() + "; " + others));
  }

  private FeedDifference undeclared(SeenField seen) {
    String name = seen.sample().name();
    if (!seen.isPresent()) {
      return new FeedDifference(Kind.UNDECLARED, name, "always null");
    }
    String type = FeedInference.type(seen.sample());
    String what =
        type == null
            ? "of a kind that no type takes"
            : "declare it: "
                + FeedBlock.declaration(
                    seen.sample(),
                    type,
                    SilverTable.reserved(feed.text().isPresent(), feed.company().isPresent()));
    return new FeedDifference(
        Kind.UNDECLARED,
        name,
        share(seen.sample().present())
            + since(seen.firstDay())
            + "; such as "
            + seen.sample().example()
            + "; "
            + what);
  }

  /** The one undeclared field that comes where this one is missing, if its values would do. */
  private String newName(Field field, SeenField seen) {
    long missing = events() - seen.sample().present();
    List<String> candidates =
        fields.values().stream()
            .filter(other -> other.isPresent() && !isDeclared(other.sample().name()))
            .filter(
                other ->
                    Math.abs(other.sample().present() - missing) <= Math.max(1, events() / 100))
            .filter(other -> DeclaredKinds.takes(field.type(), other.sample()))
            .map(other -> other.sample().name())
            .toList();
    return candidates.size() == 1
        ? "; " + candidates.get(0) + " comes where it is missing and may be its new name"
        : "";
  }

  private String share(long count) {
    return FeedBlock.percent(count, events()) + " of the events";
  }

  private String since(LocalDate day) {
    return day.equals(events.firstKey()) ? "" : ", first on " + day;
  }
}
