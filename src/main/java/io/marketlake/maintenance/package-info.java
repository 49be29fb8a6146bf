/**
 * The upkeep of a lake at rest or at work: which days' small files are packed together, from which
 * moment on files and logs are kept, which days are older than they are kept, and which files of
 * marketlake's own are left over. It holds no table's lease and needs no Kafka; what Delta is told
 * is told by {@code delta}.
 */
@NullMarked
package io.marketlake.maintenance;

import org.jspecify.annotations.NullMarked;
