package io.marketlake.reference;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A split.
 *
 * @param exDay the first day on which prices are after it
 * @param ratio shares after it for one before, with 8 decimals
 * @param knownAt when it could first be known; empty for when it is loaded
 */
public record Adjustment(
    String symbol, LocalDate exDay, BigDecimal ratio, Optional<Instant> knownAt) {}
