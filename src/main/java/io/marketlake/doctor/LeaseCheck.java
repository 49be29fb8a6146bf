package io.marketlake.doctor;

import io.marketlake.delta.LeaseHolder;
import java.util.ArrayList;
import java.util.List;

/** Who may write what right now. */
public final class LeaseCheck implements Check {
  @Override
  public String name() {
    return "leases";
  }

  @Override
  public List<Finding> findings(LakeView lake) {
    List<Finding> findings = new ArrayList<>();
    for (LeaseHolder holder : LeaseHolder.all(lake.lake())) {
      findings.add(
          new Finding(
              Severity.NOTE,
              name(),
              holder.unit(),
              "it is held by " + holder.holder(),
              "another start of the same work is refused",
              "nothing; stop that process to start the work elsewhere"));
    }
    return findings;
  }
}
