/**
 * What was known of companies at a moment: every version of the reference, and what links texts by
 * each. Pure Java that travels to where the rows are. No Spark type, no table and no file lives
 * here.
 */
@NullMarked
package io.marketlake.feature.company;

import org.jspecify.annotations.NullMarked;
