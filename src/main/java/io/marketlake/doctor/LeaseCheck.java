package io.marketlake.doctor;

import io.marketlake.lease.LeaseHolder;
import io.marketlake.lease.LeaseSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Who may write what right now, and whose time is over. */
public final class LeaseCheck implements Check {
  private final LeaseSettings settings;

  public LeaseCheck(LeaseSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "leases";
  }

  @Override
  public List<Finding> findings(LakeView lake) {
    List<Finding> findings = new ArrayList<>();
    Instant expired = lake.now().minus(settings.duration());
    for (LeaseHolder holder : LeaseHolder.all(lake.lake())) {
      boolean isOver = holder.renewedAt().filter(time -> time.isBefore(expired)).isPresent();
      findings.add(
          new Finding(
              Severity.NOTE,
              name(),
              holder.unit(),
              isOver
                  ? "it was held by %s, who last renewed it at %s"
                      .formatted(holder.holder(), holder.renewedAt().orElseThrow())
                  : "it is held by " + holder.holder(),
              isOver
                  ? "that process was killed or is paused; its time is over"
                  : "another start of the same work is refused",
              isOver
                  ? "nothing; the next start takes it over"
                  : "nothing; stop that process to start the work elsewhere"));
    }
    return findings;
  }
}
