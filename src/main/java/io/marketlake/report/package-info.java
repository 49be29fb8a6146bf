/**
 * What a lake says about a period, as a page for people: questions to its tables, and the sections
 * that the answers become. Each question is pruned by days and summed up in Spark, so that what is
 * brought here is bounded: by days, hours, feeds, the chosen number of symbols and fixed bins.
 * Nothing here writes to the lake, and a table that it does not have is told, not refused.
 */
@NullMarked
package io.marketlake.report;

import org.jspecify.annotations.NullMarked;
