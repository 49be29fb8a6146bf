/** Tests of rebuilt and loaded history. */
@NullMarked
package io.marketlake.history;

import org.jspecify.annotations.NullMarked;
