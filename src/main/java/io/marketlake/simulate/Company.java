package io.marketlake.simulate;

import java.util.List;

/**
 * A listed company of the reference.
 *
 * @param aliases the names that people use for it; the first is what headlines call it
 * @param technology the technology that it stands for; blank for none
 * @param referencePrice where its simulated price begins, above zero
 */
public record Company(
    String symbol,
    String name,
    List<String> aliases,
    String sector,
    String industry,
    String country,
    String technology,
    double referencePrice,
    String currency) {

  public Company {
    aliases = List.copyOf(aliases);
    if (symbol.isBlank() || name.isBlank()) {
      throw new IllegalArgumentException("a company needs a symbol and a name");
    }
    if (!(referencePrice > 0 && referencePrice < 1e9)) {
      throw new IllegalArgumentException(symbol + " has the reference price " + referencePrice);
    }
  }

  /** What headlines call it. */
  public String shortName() {
    return aliases.isEmpty() ? name : aliases.get(0);
  }
}
