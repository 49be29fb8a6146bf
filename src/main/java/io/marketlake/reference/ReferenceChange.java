package io.marketlake.reference;

import io.marketlake.feature.company.Company;
import io.marketlake.feature.company.CompanyVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a list of companies changes in the reference, by symbol.
 *
 * @param added companies that the reference does not have
 * @param changed companies of which it says something else
 * @param removed companies that the list does not have
 */
public record ReferenceChange(List<Company> added, List<Changed> changed, List<Company> removed) {

  /** A company before and after. */
  public record Changed(Company before, Company after) {
    String text() {
      List<String> differences = new ArrayList<>();
      add(differences, "name", before.name(), after.name());
      add(differences, "aliases", before.aliases(), after.aliases());
      add(differences, "sector", before.sector(), after.sector());
      add(differences, "industry", before.industry(), after.industry());
      add(differences, "country", before.country(), after.country());
      add(differences, "technology", before.technology(), after.technology());
      add(differences, "currency", before.currency(), after.currency());
      return after.symbol() + ": " + String.join("; ", differences);
    }

    private static void add(
        List<String> differences, String what, @Nullable Object was, @Nullable Object is) {
      if (!Objects.equals(was, is)) {
        differences.add(what + " " + shown(was) + " -> " + shown(is));
      }
    }

    private static String shown(@Nullable Object value) {
      return value == null ? "none" : "'" + value + "'";
    }
  }

  public ReferenceChange {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
  }

  /** What a list changes in the companies that were there. */
  public static ReferenceChange between(SortedMap<String, Company> before, List<Company> list) {
    SortedMap<String, Company> after = new TreeMap<>();
    list.forEach(company -> after.put(company.symbol(), company));
    List<Company> added = new ArrayList<>();
    List<Changed> changed = new ArrayList<>();
    after.forEach(
        (symbol, company) -> {
          Company known = before.get(symbol);
          if (known == null) {
            added.add(company);
          } else if (!known.equals(company)) {
            changed.add(new Changed(known, company));
          }
        });
    List<Company> removed =
        before.entrySet().stream()
            .filter(entry -> !after.containsKey(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    return new ReferenceChange(added, changed, removed);
  }

  public boolean isNone() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
  }

  /** The rows of the version that makes the change. */
  List<CompanyVersion> rows(long version, Instant knownAt, String source) {
    List<CompanyVersion> rows = new ArrayList<>();
    added.forEach(c -> rows.add(new CompanyVersion(c.symbol(), version, knownAt, c, source)));
    changed.forEach(
        c -> rows.add(new CompanyVersion(c.after().symbol(), version, knownAt, c.after(), source)));
    removed.forEach(c -> rows.add(new CompanyVersion(c.symbol(), version, knownAt, null, source)));
    return rows;
  }

  /** How many companies it adds, changes and removes. */
  public String summary() {
    return "%,d added, %,d changed, %,d removed"
        .formatted(added.size(), changed.size(), removed.size());
  }

  /** A line for each company that it touches. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    added.forEach(c -> lines.add("+ " + c.symbol() + ": " + c.name()));
    changed.forEach(c -> lines.add("~ " + c.text()));
    removed.forEach(c -> lines.add("- " + c.symbol() + ": " + c.name()));
    return lines;
  }
}
