/** Tests of the simulated market. */
@NullMarked
package io.marketlake.simulate;

import org.jspecify.annotations.NullMarked;
