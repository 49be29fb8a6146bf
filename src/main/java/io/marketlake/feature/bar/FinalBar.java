package io.marketlake.feature.bar;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A final bar.
 *
 * @param length how long the bars of its series are
 * @param end where it ends, that moment not included
 * @param prices its prices, volume and count, and where it starts
 * @param knownAt when the lake could first know it: that of the event that made it final, of its
 *     own events and, within a session, of the bars that its indicators hold, whichever is newest
 * @param partition the Kafka partition of the event that made it final
 * @param offset the offset of that event
 * @param inSession whether it starts within a session; one that does not has no indicators
 * @param indicators in the order of their names; each null until defined
 * @param isWarm whether enough bars came before it for its indicators not to depend on where the
 *     history starts
 * @param stateBefore what the indicators remembered before it, on a symbol's first bar of a date
 */
public record FinalBar(
    Duration length,
    long end,
    BarPart prices,
    long knownAt,
    String partition,
    long offset,
    boolean inSession,
    List<@Nullable Double> indicators,
    boolean isWarm,
    @Nullable ByteBuffer stateBefore) {

  public FinalBar {
    // List.copyOf refuses what is not defined yet.
    indicators = Collections.unmodifiableList(new ArrayList<>(indicators));
  }

  public long start() {
    return prices.start();
  }
}
