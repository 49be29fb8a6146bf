/**
 * Tells an MLflow server of trained models; the only code that speaks to one. The registry of the
 * lake stays what counts: a server that is down, slow or refuses is a warning. Nothing here reads
 * from the server but the experiment's id.
 */
@NullMarked
package io.marketlake.tracking;

import org.jspecify.annotations.NullMarked;
