package io.marketlake.delta;

import java.time.Instant;

/**
 * A file that lies in a lake.
 *
 * @param path relative to the lake's root or, for a file of a table, to the table's folder
 */
public record LakeFile(String path, long bytes, Instant modifiedAt) {}
