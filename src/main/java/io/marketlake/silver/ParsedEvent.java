package io.marketlake.silver;

import io.marketlake.schema.EventTimes.EventTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a parser made of one value: the fields that it could read, and all that was wrong. */
final class ParsedEvent {
  private final @Nullable Object[] values;
  private @Nullable EventTime time;
  private final List<String> rules = new ArrayList<>(0);
  private final List<String> reasons = new ArrayList<>(0);
  private boolean malformed;

  ParsedEvent(int fields) {
    this.values = new Object[fields];
  }

  void set(int field, @Nullable Object value) {
    values[field] = value;
  }

  void setTime(EventTime eventTime) {
    this.time = eventTime;
  }

  void fail(String rule, String reason) {
    rules.add(rule);
    reasons.add(reason);
  }

  /** The value is not what the feed sends; what was read of it is forgotten. */
  void malformed(String reason) {
    java.util.Arrays.fill(values, null);
    time = null;
    rules.clear();
    reasons.clear();
    fail("json", reason);
    malformed = true;
  }

  @Nullable Object value(int field) {
    return values[field];
  }

  @Nullable EventTime time() {
    return time;
  }

  List<String> rules() {
    return rules;
  }

  List<String> reasons() {
    return reasons;
  }

  boolean isMalformed() {
    return malformed;
  }
}
