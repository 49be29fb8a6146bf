/**
 * Reads the settings and checks them: HOCON, once, into the records that live beside the stages
 * that they set. Every problem is reported, not only the first. Nothing here acts on a setting.
 */
@NullMarked
package io.marketlake.config;

import org.jspecify.annotations.NullMarked;
