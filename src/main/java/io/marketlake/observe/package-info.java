/**
 * What a person sees of running work: counts, rates and lags of each layer, and the newest results.
 * It listens and draws; nothing here changes what is written.
 */
@NullMarked
package io.marketlake.observe;

import org.jspecify.annotations.NullMarked;
