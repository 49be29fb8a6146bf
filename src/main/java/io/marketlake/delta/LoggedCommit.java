package io.marketlake.delta;

import java.time.Instant;
import java.util.Optional;

/**
 * A commit as a table's log tells of it.
 *
 * @param operation such as WRITE or OPTIMIZE
 * @param writer who of marketlake made it ({@link Commit#writer}); empty for a commit that bears no
 *     mark of marketlake
 * @param engine the program that made it, as it calls itself
 */
public record LoggedCommit(
    long version, Instant time, String operation, Optional<String> writer, String engine) {}
