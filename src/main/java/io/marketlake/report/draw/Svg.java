package io.marketlake.report.draw;

import static io.marketlake.report.draw.Markup.escaped;

import java.util.Locale;

/** An SVG picture that is being drawn. Its colours are classes that the page's style gives. */
final class Svg {
  private final StringBuilder picture = new StringBuilder();
  private final String label;

  /**
   * A new picture.
   *
   * @param label what it shows, for those who do not see it
   */
  Svg(double width, double height, String label) {
    this.label = label;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\""
            + " role=\"img\" aria-label=\"%s\">",
        number(width), number(height), number(width), number(height), escaped(label));
    add("<title>%s</title>", escaped(label));
  }

  /** A box; its note shows under a pointer. */
  void box(double x, double y, double width, double height, String style, String note) {
    box(x, y, width, height, style, 1, note);
  }

  void box(
      double x, double y, double width, double height, String style, double strength, String note) {
    add(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" class=\"%s\"%s%s",
        number(x),
        number(y),
        number(Math.max(width, 0)),
        number(Math.max(height, 0)),
        style,
        strength < 1 ? " fill-opacity=\"" + number(strength) + "\"" : "",
        ended("rect", note));
  }

  void dot(double x, double y, double radius, String style, String note) {
    add(
        "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" class=\"%s\"%s",
        number(x), number(y), number(radius), style, ended("circle", note));
  }

  private static String ended(String element, String note) {
    return note.isEmpty() ? "/>" : "><title>" + escaped(note) + "</title></" + element + ">";
  }

  void text(double x, double y, String anchor, String style, String text) {
    add(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" class=\"%s\">%s</text>",
        number(x), number(y), anchor, style, escaped(text));
  }

  /** Text that is read from below. */
  void turned(double x, double y, String anchor, String style, String text) {
    add(
        "<text transform=\"translate(%s %s) rotate(-90)\" text-anchor=\"%s\" class=\"%s\">%s</text>",
        number(x), number(y), anchor, style, escaped(text));
  }

  void line(double fromX, double fromY, double toX, double toY, String style) {
    add(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" class=\"%s\"/>",
        number(fromX), number(fromY), number(toX), number(toY), style);
  }

  /** A line through points, which are written as x,y with blanks between. */
  void curve(String points, String style) {
    add("<polyline points=\"%s\" class=\"%s\"/>", points, style);
  }

  static String number(double value) {
    String digits = String.format(Locale.ROOT, "%.2f", value);
    return digits.endsWith(".00")
        ? digits.substring(0, digits.length() - 3)
        : digits.endsWith("0") ? digits.substring(0, digits.length() - 1) : digits;
  }

  private void add(String format, Object... values) {
    picture.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  Drawing done() {
    return new Drawing(label, picture + "</svg>\n");
  }
}
