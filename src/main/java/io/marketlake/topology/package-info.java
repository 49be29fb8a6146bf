/**
 * Which layers one query serves, and how it begins, goes on, hands over and stops. A layer does not
 * know whether it shares its query with others; this package may put any neighbours together, and a
 * lake begun one way goes on the other way. Rows' meaning is none of its business.
 */
@NullMarked
package io.marketlake.topology;

import org.jspecify.annotations.NullMarked;
