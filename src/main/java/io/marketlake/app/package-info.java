/**
 * The jobs' mains and the wiring of each: settings in, parts put together, work started. This is
 * the only room that may use every other, and it decides nothing about rows.
 */
@NullMarked
package io.marketlake.app;

import org.jspecify.annotations.NullMarked;
