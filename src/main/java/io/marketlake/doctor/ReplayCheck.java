package io.marketlake.doctor;

import io.marketlake.quarantine.ReplayPlan;
import java.util.List;

/** Whether a replay of quarantine was killed while it wrote. */
public final class ReplayCheck implements Check {
  @Override
  public String name() {
    return "replays";
  }

  @Override
  public List<Finding> findings(LakeView lake) {
    return ReplayPlan.of(lake.lake().files())
        .filter(ReplayPlan::publishes)
        .map(
            plan ->
                new Finding(
                    Severity.WARNING,
                    name(),
                    "silver." + plan.feed(),
                    "the replay %s of quarantined records has not come to its end"
                        .formatted(plan.id()),
                    "it is running right now, or it was killed: some of its corrections may be in"
                        + " one table and not yet in the next",
                    "unless it runs, run scripts/spark-submit/replay-quarantine.sh, which ends it"
                        + " first"))
        .stream()
        .toList();
  }
}
