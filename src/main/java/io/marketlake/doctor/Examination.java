package io.marketlake.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Some checks, one after the other. */
public final class Examination {
  private final List<Check> checks;

  public Examination(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  /** What all checks found, the gravest first. */
  public List<Finding> of(LakeView lake) {
    List<Finding> findings = new ArrayList<>();
    checks.forEach(check -> findings.addAll(check.findings(lake)));
    findings.sort(
        Comparator.comparing(Finding::severity)
            .thenComparing(Finding::check)
            .thenComparing(Finding::where)
            .thenComparing(Finding::what));
    return findings;
  }
}
