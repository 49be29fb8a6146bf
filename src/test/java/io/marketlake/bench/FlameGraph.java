package io.marketlake.bench;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Collapsed stacks as a picture: a box a frame, as wide as its share, callers above callees. */
final class FlameGraph {
  private static final int WIDTH = 1600;
  private static final int ROW = 16;
  private static final double LEAST_WIDTH = 0.5;
  private static final double LETTER = 6.5;

  private final StringBuilder boxes = new StringBuilder();
  private int depth;

  private FlameGraph() {}

  private static final class Node {
    private long count;
    private final Map<String, Node> children = new TreeMap<>();
  }

  /**
   * An SVG.
   *
   * @param stacks frames from the outermost on, between semicolons, and how often each was seen
   */
  static String of(Map<String, Long> stacks) {
    Node root = new Node();
    stacks.forEach(
        (stack, count) -> {
          Node node = root;
          node.count += count;
          for (String frame : stack.split(";", -1)) {
            node = node.children.computeIfAbsent(frame, f -> new Node());
            node.count += count;
          }
        });
    FlameGraph graph = new FlameGraph();
    graph.draw("all", root, 0, 0, WIDTH, root.count);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
            .formatted(WIDTH, (graph.depth + 1) * ROW)
        + "font-family=\"monospace\" font-size=\"11\">\n"
        + graph.boxes
        + "</svg>\n";
  }

  private void draw(String name, Node node, int level, double left, double width, long total) {
    if (width < LEAST_WIDTH) {
      return;
    }
    depth = Math.max(depth, level);
    String shown =
        name.substring(name.lastIndexOf('.', Math.max(0, name.lastIndexOf('.') - 1)) + 1);
    int letters = (int) (width / LETTER);
    boxes.append(
        String.format(
            Locale.ROOT,
            "<g><title>%s: %d samples, %.1f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\""
                + " height=\"%d\" fill=\"%s\" stroke=\"white\"/>",
            escaped(name),
            node.count,
            100.0 * node.count / total,
            left,
            level * ROW,
            width,
            ROW,
            colour(name)));
    if (letters > 3) {
      boxes.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\">%s</text>",
              left + 2,
              level * ROW + 12,
              escaped(shown.length() > letters ? shown.substring(0, letters) : shown)));
    }
    boxes.append("</g>\n");
    double x = left;
    for (Map.Entry<String, Node> child : node.children.entrySet()) {
      double part = width * child.getValue().count / node.count;
      draw(child.getKey(), child.getValue(), level + 1, x, part, total);
      x += part;
    }
  }

  private static String colour(String name) {
    int hue =
        name.startsWith("io.marketlake")
            ? 130
            : name.contains(".delta.") ? 200 : name.startsWith("org.apache.spark") ? 30 : 50;
    return "hsl(" + hue + ",70%," + (65 + Math.floorMod(name.hashCode(), 15)) + "%)";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
