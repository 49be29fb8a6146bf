/**
 * Looks at a lake and tells what is wrong with it: each check is a small class that reads and
 * returns findings, with the reason why one matters and what to do. Nothing here changes the lake;
 * {@code maintenance} and the queries themselves mend it.
 */
@NullMarked
package io.marketlake.doctor;

import org.jspecify.annotations.NullMarked;
