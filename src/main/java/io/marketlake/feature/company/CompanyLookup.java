package io.marketlake.feature.company;

import io.marketlake.feature.text.CompanyLinker;
import io.marketlake.feature.text.LinkingRules;
import io.marketlake.feature.text.ListedCompany;
import java.io.Serializable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds companies as they were known at a moment: by symbol, and in texts. Linkers are made where
 * they are used, one a change of the reference, and those used last are kept: a stream uses one,
 * and history that is read again one a task.
 */
public final class CompanyLookup implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int KEPT_LINKERS = Runtime.getRuntime().availableProcessors() + 3;

  private final CompanyHistory history;
  private final LinkingRules rules;
  private transient @Nullable Map<Integer, Lazy> linkers;

  /** A linker that is made once, while other tasks use theirs. */
  private static final class Lazy {
    private @Nullable CompanyLinker made;

    synchronized CompanyLinker linker(Supplier<CompanyLinker> maker) {
      CompanyLinker linker = made == null ? maker.get() : made;
      made = linker;
      return linker;
    }
  }

  /** Of the reference, and the rules by which texts are linked to it. */
  public CompanyLookup(CompanyHistory history, LinkingRules rules) {
    this.history = history;
    this.rules = rules;
  }

  /** A company as of a moment in microseconds; null where the reference does not have it then. */
  public @Nullable CompanyVersion company(@Nullable String symbol, long micros) {
    return history.asOf(symbol, micros);
  }

  /** What links texts to the companies as of a moment in microseconds. */
  public CompanyLinker linker(long micros) {
    int change = history.changeBefore(micros);
    return lazy(change).linker(() -> made(change));
  }

  private synchronized Lazy lazy(int change) {
    Map<Integer, Lazy> kept = linkers;
    if (kept == null) {
      kept = new LinkedHashMap<>(16, 0.75f, true);
      linkers = kept;
    }
    Lazy lazy = kept.computeIfAbsent(change, c -> new Lazy());
    if (kept.size() > KEPT_LINKERS) {
      Iterator<Integer> oldest = kept.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return lazy;
  }

  private CompanyLinker made(int change) {
    return new CompanyLinker(
        history.companiesAfter(change).stream()
            .map(c -> new ListedCompany(c.symbol(), c.name(), c.aliases()))
            .toList(),
        rules);
  }
}
