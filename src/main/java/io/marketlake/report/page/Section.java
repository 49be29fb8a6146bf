package io.marketlake.report.page;

import java.util.List;
import java.util.Locale;

/** A chapter of the page, which its table of contents names. */
public record Section(String title, List<Block> blocks) {
  public Section {
    blocks = List.copyOf(blocks);
  }

  /** The title as an anchor. */
  String anchor() {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }
}
