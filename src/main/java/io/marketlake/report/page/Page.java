package io.marketlake.report.page;

import static io.marketlake.report.draw.Markup.escaped;

import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import io.marketlake.report.page.Block.Heading;
import io.marketlake.report.page.Block.Picture;
import io.marketlake.report.page.Block.Sentence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A report as one HTML page that is well-formed XML too. It refers to nothing outside of itself,
 * follows the reader's choice of light or dark, and prints in light.
 */
public record Page(String title, String subtitle, List<Section> sections) {
  private static final String STYLE = style();

  public Page {
    sections = List.copyOf(sections);
  }

  private static String style() {
    try (InputStream file = Page.class.getResourceAsStream("report.css")) {
      if (file == null) {
        throw new IllegalStateException("report.css is not in the jar");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page. */
  public String html() {
    StringBuilder html = new StringBuilder();
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\"/>\n")
        .append("<title>")
        .append(escaped(title))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<header>\n<h1>")
        .append(escaped(title))
        .append("</h1>\n<p>")
        .append(escaped(subtitle))
        .append("</p>\n</header>\n<nav aria-label=\"Contents\">\n<ol>\n");
    for (Section section : sections) {
      html.append("<li><a href=\"#")
          .append(section.anchor())
          .append("\">")
          .append(escaped(section.title()))
          .append("</a></li>\n");
    }
    html.append("</ol>\n</nav>\n<main>\n");
    sections.forEach(section -> append(html, section));
    return html.append("</main>\n</body>\n</html>\n").toString();
  }

  private static void append(StringBuilder html, Section section) {
    html.append("<section id=\"")
        .append(section.anchor())
        .append("\">\n<h2>")
        .append(escaped(section.title()))
        .append("</h2>\n");
    for (Block block : section.blocks()) {
      if (block instanceof Sentence sentence) {
        html.append("<p>").append(escaped(sentence.text())).append("</p>\n");
      } else if (block instanceof Heading heading) {
        html.append("<h3>").append(escaped(heading.text())).append("</h3>\n");
      } else if (block instanceof Picture picture) {
        html.append("<figure>\n<p class=\"title\">")
            .append(escaped(picture.drawing().label()))
            .append("</p>\n")
            .append(picture.drawing().svg())
            .append("<figcaption>")
            .append(escaped(picture.caption()))
            .append("</figcaption>\n<details>\n<summary>Figures</summary>\n");
        append(html, picture.figures());
        html.append("</details>\n</figure>\n");
      } else if (block instanceof Grid grid) {
        append(html, grid);
      }
    }
    html.append("</section>\n");
  }

  private static void append(StringBuilder html, Grid grid) {
    html.append("<div class=\"table\">\n<table>\n<caption>")
        .append(escaped(grid.caption()))
        .append("</caption>\n<thead>\n<tr>");
    for (Head head : grid.heads()) {
      html.append("<th scope=\"col\"").append(aligned(head)).append('>');
      html.append(escaped(head.name())).append("</th>");
    }
    html.append("</tr>\n</thead>\n<tbody>\n");
    for (List<String> row : grid.rows()) {
      html.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        html.append("<td").append(aligned(grid.heads().get(i))).append('>');
        html.append(escaped(row.get(i))).append("</td>");
      }
      html.append("</tr>\n");
    }
    html.append("</tbody>\n</table>\n</div>\n");
  }

  private static String aligned(Head head) {
    return head.isFigure() ? " class=\"figure\"" : "";
  }
}
