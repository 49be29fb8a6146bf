/**
 * Tries rules on the history that a lake has: what they would have said, what would change if they
 * were on, and what they cost. It reads tables and writes none; how a rule judges a record is
 * silver's, and how a report looks on a screen is the job's.
 */
@NullMarked
package io.marketlake.quality;

import org.jspecify.annotations.NullMarked;
