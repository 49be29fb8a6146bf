package io.marketlake.feature.company;

import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every version of the company reference. As of a moment, a company is what its version with the
 * greatest {@code knownAt} not after that moment says; version 0 holds for whatever came before, so
 * that it is known since ever. Moments are microseconds since 1970, as Spark counts them.
 */
public final class CompanyHistory implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Comparator<CompanyVersion> ORDER =
      Comparator.comparing(CompanyVersion::knownAt).thenComparing(CompanyVersion::version);

  private final HashMap<String, Dated[]> bySymbol = new HashMap<>();
  private final long[] changes;

  /** Of the rows of all versions, in any order. */
  public CompanyHistory(Collection<CompanyVersion> versions) {
    Map<String, List<Dated>> grouped = new TreeMap<>();
    for (CompanyVersion version : versions.stream().sorted(ORDER).toList()) {
      grouped
          .computeIfAbsent(version.symbol(), s -> new ArrayList<>())
          .add(new Dated(from(version), version));
    }
    grouped.forEach((symbol, all) -> bySymbol.put(symbol, all.toArray(Dated[]::new)));
    changes = versions.stream().mapToLong(CompanyHistory::from).sorted().distinct().toArray();
  }

  /** A version, and from which moment on it holds. */
  private record Dated(long from, CompanyVersion version) implements Serializable {}

  /** From which moment on a version holds. */
  private static long from(CompanyVersion version) {
    return version.version() == 0
        ? Long.MIN_VALUE
        : ChronoUnit.MICROS.between(Instant.EPOCH, version.knownAt());
  }

  /** A company as of a moment; null where the reference does not have it then. */
  public @Nullable CompanyVersion asOf(@Nullable String symbol, long micros) {
    Dated[] versions = bySymbol.get(symbol);
    if (versions == null) {
      return null;
    }
    for (int i = versions.length - 1; i >= 0; i--) {
      if (versions[i].from() <= micros) {
        CompanyVersion version = versions[i].version();
        return version.company() == null ? null : version;
      }
    }
    return null;
  }

  /** Which of the moments at which the reference changed a moment comes after, from 0. */
  int changeBefore(long micros) {
    int at = Arrays.binarySearch(changes, micros);
    return at >= 0 ? at : -at - 2;
  }

  /** The companies from a change on, by symbol; none before the first. */
  List<Company> companiesAfter(int change) {
    return change < 0 ? List.of() : List.copyOf(asOf(changes[change]).values());
  }

  /** All companies as of a moment, by symbol. */
  public SortedMap<String, Company> asOf(long micros) {
    SortedMap<String, Company> companies = new TreeMap<>();
    for (String symbol : bySymbol.keySet()) {
      CompanyVersion version = asOf(symbol, micros);
      if (version != null && version.company() != null) {
        companies.put(symbol, version.company());
      }
    }
    return companies;
  }

  /** All companies as the version that was loaded last has them, though it may not hold yet. */
  public SortedMap<String, Company> newest() {
    return asOf(Long.MAX_VALUE);
  }

  /** Every version's rows, the oldest first. */
  public List<CompanyVersion> versions() {
    return bySymbol.values().stream()
        .flatMap(Arrays::stream)
        .map(Dated::version)
        .sorted(ORDER.thenComparing(CompanyVersion::symbol))
        .toList();
  }
}
