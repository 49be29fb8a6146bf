package io.marketlake.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.report.draw.BarChart;
import io.marketlake.report.draw.Series;
import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import io.marketlake.report.page.Block.Heading;
import io.marketlake.report.page.Block.Picture;
import io.marketlake.report.page.Block.Sentence;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** The page that a report becomes. Tier: CI. */
class PageTest {
  private static final String NASTY = "<script src='http://x'>&\"";

  @Test
  void isWellFormedEscapesAllTextAndRefersToNothingElsewhere() throws Exception {
    Grid grid =
        new Grid(NASTY, List.of(Head.text(NASTY), Head.figure("n")), List.of(List.of(NASTY, "7")));
    Picture picture =
        new Picture(
            BarChart.of(
                NASTY, List.of(NASTY), NASTY, List.of(new Series(NASTY, List.of(1.0))), Unit.COUNT),
            NASTY,
            grid);
    String html =
        new Page(
                NASTY,
                NASTY,
                List.of(
                    new Section("Feed a_b", List.of(new Sentence(NASTY), new Heading(NASTY))),
                    new Section("Prices", List.of(picture, grid))))
            .html();

    Document page =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(html)));
    assertThat(page.getElementsByTagName("script").getLength()).isZero();
    assertThat(page.getElementsByTagName("link").getLength()).isZero();
    assertThat(page.getElementsByTagName("img").getLength()).isZero();
    assertThat(html).doesNotContain("url(", "@import", "<script");
    assertThat(page.getElementsByTagName("section").getLength()).isEqualTo(2);
    assertThat(html).contains("<a href=\"#feed-a-b\">", "<section id=\"feed-a-b\">");
    assertThat(html).contains("<td class=\"figure\">7</td>", "prefers-color-scheme: dark");
    assertThat(page.getElementsByTagName("figcaption").item(0).getTextContent()).isEqualTo(NASTY);
  }

  @Test
  void aTableHasATextForEachColumn() {
    assertThatThrownBy(() -> new Grid("t", List.of(Head.text("a")), List.of(List.of("1", "2"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("t");
  }
}
