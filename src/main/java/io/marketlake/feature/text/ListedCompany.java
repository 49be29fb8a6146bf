package io.marketlake.feature.text;

import java.io.Serializable;
import java.util.List;

/**
 * What the linker knows of a row of the company reference.
 *
 * @param symbol its symbol, unique in the reference
 * @param name its full name, legal form included
 * @param aliases other names, and brands that stand for it
 */
public record ListedCompany(String symbol, String name, List<String> aliases)
    implements Serializable {
  /** Checks and copies. */
  public ListedCompany {
    if (symbol.isBlank()) {
      throw new IllegalArgumentException("symbol is empty");
    }
    aliases = List.copyOf(aliases);
  }
}
