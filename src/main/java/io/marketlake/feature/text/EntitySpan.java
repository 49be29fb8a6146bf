package io.marketlake.feature.text;

import java.io.Serializable;

/**
 * Where a text names an entity.
 *
 * @param entity what is named there, such as a company's symbol; one entity may have several spans
 * @param start offset of the first character, in UTF-16 units
 * @param end offset after the last one
 */
public record EntitySpan(String entity, int start, int end) implements Serializable {
  /** Refuses a span without a character. */
  public EntitySpan {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "the span of " + entity + " goes from " + start + " to " + end);
    }
  }
}
