/**
 * The marts: tables of gold that people look at, each a SQL query over the lake's tables, kept
 * current by recomputing the days that commits have touched. What a mart is, what it may read,
 * which days a refresh does and how it is committed live here; what a mart says stands in {@code
 * conf/marts}. No file is read here and no clock is set: the settings and the jobs do that.
 */
@NullMarked
package io.marketlake.marts;

import org.jspecify.annotations.NullMarked;
