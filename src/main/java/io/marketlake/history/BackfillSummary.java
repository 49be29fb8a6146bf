package io.marketlake.history;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a backfill did.
 *
 * @param read lines read
 * @param accepted those that silver took, or that became bars
 * @param quarantined those in quarantine
 * @param bars bars of all lengths written, its own of earlier tries included
 * @param barsLeftOut bars that the lake has already, or that the stream makes
 * @param eventsOutsideBars accepted events that no written bar counts; empty for a file of bars
 */
public record BackfillSummary(
    long read,
    long accepted,
    long quarantined,
    long bars,
    long barsLeftOut,
    OptionalLong eventsOutsideBars) {

  /** One line for people. */
  public String text() {
    String text =
        String.format(
            Locale.ROOT,
            "%,d lines read, %,d %s, %,d quarantined; %,d bars written, %,d left out beside the"
                + " stream's",
            read,
            accepted,
            eventsOutsideBars.isPresent() ? "in silver" : "taken as bars",
            quarantined,
            bars,
            barsLeftOut);
    return eventsOutsideBars.isPresent()
        ? text
            + String.format(
                Locale.ROOT, "; %,d events in no written bar", eventsOutsideBars.getAsLong())
        : text;
  }
}
