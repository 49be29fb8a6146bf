package io.marketlake.feature.company;

import io.marketlake.feature.text.CompanyLinker;
import io.marketlake.feature.text.LinkingRules;
import io.marketlake.feature.text.ListedCompany;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds companies as they were known at a moment: by symbol, and in texts. Linkers are made where
 * they are used, one a change of the reference, and the last few are kept: a stream uses one, and
 * history that is read again has at most as many as the reference has changes.
 */
public final class CompanyLookup implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int KEPT_LINKERS = 4;

  private final CompanyHistory history;
  private final LinkingRules rules;
  private transient @Nullable Deque<DatedLinker> linkers;

  private record DatedLinker(int change, CompanyLinker linker) {}

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
  public synchronized CompanyLinker linker(long micros) {
    int change = history.changeBefore(micros);
    Deque<DatedLinker> kept = linkers;
    if (kept == null) {
      kept = new ArrayDeque<>();
      linkers = kept;
    }
    for (DatedLinker each : kept) {
      if (each.change() == change) {
        return each.linker();
      }
    }
    List<ListedCompany> companies =
        history.companiesAfter(change).stream()
            .map(c -> new ListedCompany(c.symbol(), c.name(), c.aliases()))
            .toList();
    CompanyLinker made = new CompanyLinker(companies, rules);
    kept.addFirst(new DatedLinker(change, made));
    if (kept.size() > KEPT_LINKERS) {
      kept.removeLast();
    }
    return made;
  }
}
