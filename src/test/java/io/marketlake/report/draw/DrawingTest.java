package io.marketlake.report.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.marketlake.report.draw.Heatmap.Cells;
import io.marketlake.report.draw.Histogram.Bin;
import io.marketlake.report.draw.Scatter.Axes;
import io.marketlake.report.draw.Scatter.Line;
import io.marketlake.report.draw.Scatter.Point;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Pictures of small lists of figures. Tier: CI. */
class DrawingTest {
  private static final double NONE = Double.NaN;
  private static final String NASTY = "<a & \"b\">\u0000";
  private static final Axes AXES = new Axes("score", Unit.NUMBER, "return", Unit.PERCENT);

  private static Document parsed(Drawing drawing) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(drawing.svg())));
    } catch (Exception e) {
      throw new AssertionError(drawing.svg(), e);
    }
  }

  private static List<Element> all(Document svg, String name) {
    NodeList nodes = svg.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  /** The bars of a chart: boxes with a note. */
  private static List<Element> boxes(Document svg) {
    return all(svg, "rect").stream().filter(Element::hasChildNodes).toList();
  }

  private static void assertWithinItsFrame(Document svg) {
    String[] frame = svg.getDocumentElement().getAttribute("viewBox").split(" ", 4);
    double width = Double.parseDouble(frame[2]);
    double height = Double.parseDouble(frame[3]);
    for (Element box : all(svg, "rect")) {
      assertThat(number(box, "x")).isBetween(0.0, width);
      assertThat(number(box, "x") + number(box, "width")).isLessThanOrEqualTo(width + 0.01);
      assertThat(number(box, "y")).isBetween(0.0, height);
      assertThat(number(box, "y") + number(box, "height")).isLessThanOrEqualTo(height + 0.01);
    }
    for (Element dot : all(svg, "circle")) {
      assertThat(number(dot, "cx")).isBetween(0.0, width);
      assertThat(number(dot, "cy")).isBetween(0.0, height);
    }
    for (Element line : all(svg, "line")) {
      assertThat(number(line, "x1")).isBetween(0.0, width);
      assertThat(number(line, "x2")).isBetween(0.0, width);
      assertThat(number(line, "y1")).isBetween(0.0, height);
      assertThat(number(line, "y2")).isBetween(0.0, height);
    }
    for (Element text : all(svg, "text")) {
      if (text.hasAttribute("x")) {
        assertThat(number(text, "x")).isBetween(0.0, width);
        assertThat(number(text, "y")).isBetween(0.0, height);
      }
    }
  }

  private static Drawing bars(Double... figures) {
    List<String> names = IntStream.range(0, figures.length).mapToObj(i -> "d" + i).toList();
    return BarChart.of(
        "bars", names, "days", List.of(new Series("n", List.of(figures))), Unit.COUNT);
  }

  @Test
  void barsAreAsHighAsTheirFiguresAndWhatIsNoFigureHasNone() {
    Document svg = parsed(bars(10.0, NONE, 40.0, 0.0));

    List<Element> boxes = boxes(svg);
    assertThat(boxes).hasSize(3);
    assertThat(number(boxes.get(1), "height"))
        .isEqualTo(4 * number(boxes.get(0), "height"), within(0.05));
    assertThat(number(boxes.get(2), "height")).isZero();
    assertThat(boxes.get(1).getTextContent()).isEqualTo("d2: 40");
    assertWithinItsFrame(svg);
  }

  @Test
  void barsBelowZeroHangFromTheLineOfThoseAbove() {
    Document svg = parsed(bars(-5.0, 5.0));

    Element below = boxes(svg).get(0);
    Element above = boxes(svg).get(1);
    assertThat(number(below, "y"))
        .isEqualTo(number(above, "y") + number(above, "height"), within(0.02));
    assertThat(below.getAttribute("class")).isEqualTo("down");
  }

  @Test
  void seriesStandOnEachOther() {
    Document svg =
        parsed(
            BarChart.of(
                "mix",
                List.of("d"),
                "day",
                List.of(new Series("one", List.of(3.0)), new Series("two", List.of(2.0))),
                Unit.COUNT));

    Element lower = boxes(svg).get(0);
    Element upper = boxes(svg).get(1);
    assertThat(number(upper, "y") + number(upper, "height"))
        .isEqualTo(number(lower, "y"), within(0.02));
    assertWithinItsFrame(svg);
  }

  @Test
  void everyPictureOfNothingOneOrManyIsWellFormedAndWithinItsFrame() {
    List<Double> many =
        IntStream.range(0, 366).mapToObj(i -> i % 7 == 0 ? NONE : Math.sin(i) * 1e7).toList();
    List<String> days = IntStream.range(0, 366).mapToObj(i -> "2026-day-" + i).toList();
    Stream.of(
            bars(),
            bars(NONE),
            bars(7.0),
            bars(Double.POSITIVE_INFINITY, 1.0),
            BarChart.of(NASTY, days, NASTY, List.of(new Series(NASTY, many)), Unit.NUMBER),
            BarChart.ranked(
                NASTY, List.of(NASTY, "b"), new Series("n", List.of(1.0, NONE)), Unit.COUNT),
            BarChart.ranked("none", List.of(), new Series("n", List.of()), Unit.COUNT),
            LineChart.of("none", List.of(), "days", List.of(), Unit.NUMBER),
            LineChart.of(NASTY, days, NASTY, List.of(new Series(NASTY, many)), Unit.NUMBER),
            Histogram.of("none", List.of(), "x", Unit.NUMBER),
            Histogram.of(
                NASTY,
                List.of(new Bin(-0.5, 0.5, 3), new Bin(0.5, 1.5, NONE)),
                NASTY,
                Unit.PERCENT),
            Heatmap.of("none", new Cells(List.of(), List.of(), List.of(), Unit.COUNT)),
            Heatmap.of(
                "equal", new Cells(List.of("r"), List.of("c"), List.of(List.of(0.0)), Unit.COUNT)),
            Heatmap.of(NASTY, new Cells(List.of(NASTY), days, List.of(many), Unit.NUMBER)),
            Scatter.of("none", List.of(), AXES, Optional.of(new Line(1, 0))),
            Scatter.of(
                NASTY, List.of(new Point(1, 2, 3, NASTY)), AXES, Optional.of(new Line(0, 9))),
            Scatter.of("no figure", List.of(new Point(NONE, 2, 3, "")), AXES, Optional.empty()))
        .forEach(
            drawing -> {
              Document svg = parsed(drawing);
              assertWithinItsFrame(svg);
              assertThat(drawing.svg()).doesNotContain("NaN", "Infinity", "<a & ");
              assertThat(svg.getDocumentElement().getAttribute("role")).isEqualTo("img");
              assertThat(svg.getDocumentElement().getAttribute("aria-label")).isNotEmpty();
              assertThat(all(svg, "title").get(0).getTextContent())
                  .isEqualTo(drawing.label().replace('\u0000', '\uFFFD'));
            });
  }

  @Test
  void aLineIsInterruptedWhereThereIsNoFigure() {
    Document svg =
        parsed(
            LineChart.of(
                "line",
                List.of("a", "b", "c", "d", "e", "f"),
                "days",
                List.of(new Series("s", List.of(1.0, 2.0, NONE, 3.0, 4.0, NONE))),
                Unit.NUMBER));

    assertThat(all(svg, "polyline")).hasSize(2);
    assertThat(all(svg, "circle")).hasSize(4);
  }

  @Test
  void aHeatmapIsStrongestWhereItsFigureIsFarthestFromZero() {
    Document svg =
        parsed(
            Heatmap.of(
                "map",
                new Cells(
                    List.of("r"),
                    List.of("a", "b", "c", "d"),
                    List.of(List.of(0.01, -0.02, 0.0, NONE)),
                    Unit.PERCENT)));

    List<Element> cells = boxes(svg);
    assertThat(cells.stream().map(cell -> cell.getAttribute("class")))
        .containsExactly("up", "down", "up", "none");
    assertThat(number(cells.get(1), "fill-opacity")).isEqualTo(0.95);
    assertThat(number(cells.get(0), "fill-opacity")).isBetween(0.4, 0.6);
    assertThat(number(cells.get(2), "fill-opacity")).isLessThan(0.1);
    assertThat(svg.getDocumentElement().getTextContent()).contains("-2 %", "1 %", "no figure");
    assertThatThrownBy(() -> new Cells(List.of("r"), List.of("a"), List.of(List.of()), Unit.COUNT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFittedLineGoesThroughItsPointsAndStaysWithinTheFrame() {
    List<Point> points =
        IntStream.rangeClosed(-5, 5).mapToObj(i -> new Point(i, 2.0 * i + 1, 3, "")).toList();

    Document svg = parsed(Scatter.of("fit", points, AXES, Optional.of(new Line(2, 1))));

    Element line =
        all(svg, "line").stream()
            .filter(l -> l.getAttribute("class").contains("b-line"))
            .findFirst()
            .orElseThrow();
    List<Element> dots = all(svg, "circle");
    assertThat(number(line, "x1")).isEqualTo(number(dots.get(0), "cx"), within(0.02));
    assertThat(number(line, "y1")).isEqualTo(number(dots.get(0), "cy"), within(0.02));
    assertThat(number(line, "y2")).isEqualTo(number(dots.get(10), "cy"), within(0.02));
    assertWithinItsFrame(
        parsed(Scatter.of("steep", points, AXES, Optional.of(new Line(1_000, 0)))));
  }

  @Test
  void anAxisHoldsAllItsFiguresAndSaysRoundNumbers() {
    assertThat(Ticks.withZero(DoubleStream.of(3, 17)).numbers())
        .containsExactly(0.0, 5.0, 10.0, 15.0, 20.0);
    assertThat(Ticks.around(DoubleStream.of(0.48, 0.56)).low()).isEqualTo(0.48, within(0.021));
    assertThat(Ticks.around(DoubleStream.of(5, 5)).high()).isGreaterThan(5);
    for (double[] figures :
        List.of(
            new double[] {},
            new double[] {0},
            new double[] {-2, -2},
            new double[] {1e-9, 3e-9},
            new double[] {-4e12, 1})) {
      Ticks ticks = Ticks.around(DoubleStream.of(figures));
      assertThat(ticks.numbers().size()).isBetween(2, 12);
      for (double figure : figures) {
        assertThat(ticks.share(figure)).isBetween(-1e-9, 1 + 1e-9);
      }
    }
  }

  @Test
  void aCorrelationHasTheIntervalOfFisher() {
    Correlation correlation = new Correlation(103, 0.5);

    // atanh(0.5) = 0.549306; 1.959964 / 10 = 0.1959964
    assertThat(correlation.low()).isEqualTo(Math.tanh(0.3533097), within(1e-6));
    assertThat(correlation.high()).isEqualTo(Math.tanh(0.7453025), within(1e-6));
    assertThat(correlation.text()).contains("r = 0.5", "n = 103");
    assertThat(new Correlation(3, 0.9).text()).contains("too few pairs");
    assertThat(new Correlation(50, NONE).low()).isNaN();
    assertThat(new Correlation(9, 1).high()).isEqualTo(1);
  }

  @Test
  void figuresAreWrittenInTheirUnit() {
    assertThat(Unit.COUNT.text(1_234_567)).isEqualTo("1,234,567");
    assertThat(Unit.COUNT.brief(1_234_567)).isEqualTo("1.2M");
    assertThat(Unit.PERCENT.text(-0.0123)).isEqualTo("-1.23 %");
    assertThat(Unit.PERCENT.brief(0.5)).isEqualTo("50 %");
    assertThat(Unit.MILLIS.text(90_000)).isEqualTo("1.5 min");
    assertThat(Unit.NUMBER.text(0.12345)).isEqualTo("0.1235");
    assertThat(Unit.NUMBER.text(NONE)).isEqualTo("–");
    List<Double> all = new ArrayList<>(Collections.nCopies(2, NONE));
    assertThat(new Series("s", all).at(7)).isNaN();
  }
}
