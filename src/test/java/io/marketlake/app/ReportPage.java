package io.marketlake.app;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A report's page, as a reader finds sections and tables in it. */
record ReportPage(Document document) {
  static ReportPage parsed(String text) throws Exception {
    return new ReportPage(
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(text))));
  }

  static List<Element> all(Element within, String name) {
    NodeList nodes = within.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  List<Element> all(String name) {
    return all(document.getDocumentElement(), name);
  }

  Element section(String id) {
    return all("section").stream()
        .filter(section -> section.getAttribute("id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** The rows of the first table of a section whose caption begins so. */
  List<List<String>> rows(String id, String caption) {
    return all(section(id), "table").stream()
        .filter(table -> all(table, "caption").get(0).getTextContent().startsWith(caption))
        .findFirst()
        .map(ReportPage::rows)
        .orElseThrow(() -> new AssertionError(caption + " in " + id));
  }

  /** The rows of the first table in an element. */
  static List<List<String>> rows(Element within) {
    return all(all(within, "tbody").get(0), "tr").stream()
        .map(row -> all(row, "td").stream().map(Element::getTextContent).toList())
        .toList();
  }

  /** The picture of a section that has this title. */
  Element figure(String id, String title) {
    return all(section(id), "figure").stream()
        .filter(figure -> all(figure, "p").get(0).getTextContent().equals(title))
        .findFirst()
        .orElseThrow(() -> new AssertionError(title + " in " + id));
  }

  static String caption(Element figure) {
    return all(figure, "figcaption").get(0).getTextContent();
  }

  /** What a picture's boxes or dots say under a pointer. */
  static List<String> notes(Element figure, String shape) {
    return all(figure, shape).stream()
        .filter(Element::hasChildNodes)
        .map(Element::getTextContent)
        .toList();
  }
}
