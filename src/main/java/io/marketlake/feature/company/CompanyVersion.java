package io.marketlake.feature.company;

import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A company as one version of the reference has it.
 *
 * @param version the version's number, from 0
 * @param knownAt events that are known from this moment on see it
 * @param company what it says; null where it removed the company
 * @param source the name of the file that it was loaded from
 */
public record CompanyVersion(
    String symbol, long version, Instant knownAt, @Nullable Company company, String source)
    implements Serializable {}
