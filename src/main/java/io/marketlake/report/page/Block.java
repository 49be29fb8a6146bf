package io.marketlake.report.page;

import io.marketlake.report.draw.Drawing;
import java.util.List;

/** A part of a section. */
public sealed interface Block {
  /** A sentence or a few. */
  record Sentence(String text) implements Block {}

  /** A heading within a section. */
  record Heading(String text) implements Block {}

  /**
   * A picture, with its figures beneath it.
   *
   * @param caption what it shows, in which unit, and from which table
   */
  record Picture(Drawing drawing, String caption, Grid figures) implements Block {}

  /**
   * A table.
   *
   * @param caption what a row is, and from which table of the lake it comes
   * @param heads the names of the columns
   * @param rows a text for each of them
   */
  record Grid(String caption, List<Head> heads, List<List<String>> rows) implements Block {
    public Grid {
      heads = List.copyOf(heads);
      rows = rows.stream().map(List::copyOf).toList();
      int width = heads.size();
      if (rows.stream().anyMatch(row -> row.size() != width)) {
        throw new IllegalArgumentException("each row needs a text for each column: " + caption);
      }
    }
  }

  /** A column's name, and whether its texts are figures. */
  record Head(String name, boolean isFigure) {
    /** A column of words. */
    public static Head text(String name) {
      return new Head(name, false);
    }

    /** A column of figures, which stand to the right. */
    public static Head figure(String name) {
      return new Head(name, true);
    }
  }
}
