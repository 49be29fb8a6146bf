package io.marketlake.silver;

import io.marketlake.schema.Feed;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What silver finds wrong with a value before any rule: the same parser, asked for its reasons
 * alone.
 */
public final class EventCheck {
  private final JsonEventParser parser;

  public EventCheck(Feed feed) {
    this.parser = new JsonEventParser(EventShape.of(feed));
  }

  /**
   * Every failure of a value with its reason, in the order in which they were found; none where
   * silver can read it. Named after the field and what is wrong with it ({@code price.type}), or
   * {@code json} where it is not one JSON object.
   */
  public Map<String, String> failures(byte @Nullable [] value) {
    ParsedEvent event = parser.parse(value);
    Map<String, String> failures = new LinkedHashMap<>();
    for (int i = 0; i < event.rules().size(); i++) {
      failures.putIfAbsent(event.rules().get(i), event.reasons().get(i));
    }
    return failures;
  }
}
