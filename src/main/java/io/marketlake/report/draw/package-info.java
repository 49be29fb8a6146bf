/**
 * Pictures of small lists of figures as SVG. Pure functions: the same figures give the same bytes,
 * and what is not a number is left out, never drawn as 0. Nothing here knows where figures come
 * from, and colours are the page's, so that a picture is readable on light and dark paper.
 */
@NullMarked
package io.marketlake.report.draw;

import org.jspecify.annotations.NullMarked;
