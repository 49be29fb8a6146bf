package io.marketlake.report.draw;

/**
 * A picture.
 *
 * @param label what it shows
 * @param svg an SVG element that says so too
 */
public record Drawing(String label, String svg) {}
