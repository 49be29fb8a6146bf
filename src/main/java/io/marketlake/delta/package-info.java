/**
 * The only code that talks to Delta tables and to the lake's own files: opening and creating,
 * reads, appends that happen once however often they are tried, the fence before each, and the
 * names under which SQL finds the tables. It knows tables and commits, and nothing of Kafka or of
 * what the rows mean.
 */
@NullMarked
package io.marketlake.delta;

import org.jspecify.annotations.NullMarked;
