/**
 * The lives of alerts: what is found wrong opens one, and what is found right again closes it. What
 * is wrong is found elsewhere and told as {@link io.marketlake.alert.Condition}s; nothing here acts
 * on an alert.
 */
@NullMarked
package io.marketlake.alert;

import org.jspecify.annotations.NullMarked;
