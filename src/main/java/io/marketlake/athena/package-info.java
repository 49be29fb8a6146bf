/**
 * The statements by which Athena gets to know gold, made from what {@code schema} says of its
 * tables. Pure texts: nothing here asks Athena, Spark or a lake, and nothing is written by hand
 * twice. The views and queries of the folder {@code athena} that are written by hand stay there.
 */
@NullMarked
package io.marketlake.athena;

import org.jspecify.annotations.NullMarked;
