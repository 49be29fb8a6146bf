/**
 * What a text becomes before it is counted or read by a model: cleaned, marked with its language,
 * and linked to the companies that it names. Pure Java, the same for every text whatever came
 * before it. No Spark type, no file but this package's own resources, and no settings' parsing live
 * here.
 */
@NullMarked
package io.marketlake.feature.text;

import org.jspecify.annotations.NullMarked;
