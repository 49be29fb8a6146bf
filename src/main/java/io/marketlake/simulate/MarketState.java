package io.marketlake.simulate;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.error.Errors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a run leaves to the next one, written as JSON.
 *
 * @param clock the market's time in nanoseconds; it stands still while the market is closed
 * @param offset what is added to the market's time for the time of the world
 * @param settings those of the run; arrivals are drawn anew under others
 * @param due when the next record of each feed, and the next beat, is due
 */
record MarketState(
    int version,
    long clock,
    long offset,
    long generator,
    long counter,
    SimulatorSettings settings,
    List<Long> due,
    PriceModel.State prices,
    List<Buzz.Item> buzz,
    List<Waiting> waiting,
    @Nullable Waiting lastPost) {

  static final int VERSION = 1;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();
  private static final String NOT_OURS = "it is not what a simulator wrote";
  private static final String WHAT = "of the simulated market's state";

  /** A record that is made and not yet sent. */
  @SuppressWarnings("ArrayRecordComponent")
  record Waiting(
      long sendAt, String feed, @Nullable String key, byte @Nullable [] value, long eventMillis) {

    static Waiting of(long sendAt, SimulatedEvent event) {
      return new Waiting(
          sendAt, event.feed(), event.key(), event.value(), event.eventTime().toEpochMilli());
    }

    SimulatedEvent event() {
      return new SimulatedEvent(feed, key, value, Instant.ofEpochMilli(eventMillis));
    }
  }

  byte[] toJson() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (IOException e) {
      throw new UncheckedIOException("the state can always be written", e);
    }
  }

  static MarketState fromJson(byte[] json) {
    try {
      JsonNode tree = JSON.readTree(json);
      if (!tree.isObject()) {
        throw Errors.unreadableFile(WHAT, NOT_OURS);
      }
      if (tree.path("version").asInt() > VERSION) {
        throw Errors.unreadableFile(WHAT, "a newer version of marketlake wrote it");
      }
      return JSON.treeToValue(tree, MarketState.class);
    } catch (IOException e) {
      throw Errors.unreadableFile(WHAT, NOT_OURS);
    }
  }
}
