package io.marketlake.feature.company;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a version of the reference says of a company.
 *
 * @param symbol its ticker symbol, in capitals
 * @param name its full name, legal form included
 * @param aliases other names, and brands that stand for it
 * @param sector null where the reference does not say, as all that follow
 * @param country the country of its head office
 * @param technology the technology that it stands for
 * @param currency the currency of its price, ISO 4217
 */
public record Company(
    String symbol,
    String name,
    List<String> aliases,
    @Nullable String sector,
    @Nullable String industry,
    @Nullable String country,
    @Nullable String technology,
    @Nullable String currency)
    implements Serializable {

  /** Checks and copies. */
  public Company {
    if (symbol.isBlank() || name.isBlank()) {
      throw new IllegalArgumentException("a company needs a symbol and a name");
    }
    aliases = List.copyOf(aliases);
  }

  /** What is known of it, in a line. */
  public String text() {
    return Stream.of(
            name,
            String.join("|", aliases),
            Objects.requireNonNullElse(sector, ""),
            Objects.requireNonNullElse(industry, ""),
            Objects.requireNonNullElse(country, ""),
            Objects.requireNonNullElse(technology, ""),
            Objects.requireNonNullElse(currency, ""))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }
}
