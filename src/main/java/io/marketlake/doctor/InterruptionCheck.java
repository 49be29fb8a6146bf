package io.marketlake.doctor;

import io.marketlake.delta.LakeFiles;
import io.marketlake.erasure.Erasure;
import io.marketlake.history.BackfillPlan;
import io.marketlake.history.UnfinishedRebuild;
import io.marketlake.quarantine.ReplayPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a replay of quarantine, an erasure, a rebuild or a backfill has begun and not come to its
 * end, and by which command it does. One that runs at this moment looks the same.
 */
public final class InterruptionCheck implements Check {
  private static final String RUNS_OR_KILLED = "it is running right now, or it was killed: ";
  private static final String UNLESS = "unless it runs, run ";

  @Override
  public String name() {
    return "interrupted";
  }

  @Override
  public List<Finding> findings(LakeView lake) {
    LakeFiles files = lake.lake().files();
    List<Finding> findings = new ArrayList<>();
    ReplayPlan.of(files)
        .filter(ReplayPlan::publishes)
        .ifPresent(plan -> findings.add(ofReplay(plan)));
    Erasure.unfinished(lake.lake()).forEach(feed -> findings.add(ofErasure(feed)));
    UnfinishedRebuild.all(files).forEach(rebuild -> findings.add(ofRebuild(rebuild)));
    BackfillPlan.all(files).forEach(plan -> findings.add(ofBackfill(plan)));
    return findings;
  }

  private Finding ofReplay(ReplayPlan plan) {
    return finding(
        Severity.WARNING,
        "silver." + plan.feed(),
        "the replay %s of quarantined records has not come to its end".formatted(plan.id()),
        "some of its corrections may be in one table and not yet in the next",
        "scripts/spark-submit/replay-quarantine.sh, which ends it first");
  }

  private Finding ofErasure(String feed) {
    return finding(
        Severity.WARNING,
        "silver." + feed,
        "an erasure has not come to its end",
        "what is to go may still be in some tables, and no job of the feed starts",
        "scripts/spark-submit/erase.sh --feed " + feed + " --resume");
  }

  private Finding ofRebuild(UnfinishedRebuild rebuild) {
    return finding(
        rebuild.publishes() ? Severity.WARNING : Severity.NOTE,
        "silver.bars of " + rebuild.feed(),
        "a rebuild has not come to its end",
        rebuild.publishes()
            ? "some of the tables of bars are the new ones, and no job that writes them starts"
            : "the tables of bars are as they were; what it has prepared takes room",
        rebuild.command());
  }

  private Finding ofBackfill(BackfillPlan plan) {
    return finding(
        Severity.WARNING,
        "silver." + plan.feed(),
        "the backfill of %s, begun at %s, has not come to its end"
            .formatted(plan.file(), plan.at()),
        "some of the file's days may be missing, nothing of the feed can be erased, and its lines"
            + " take room",
        plan.command()
            + " with its other options, or give it up by removing "
            + String.join(" and ", plan.leftovers()));
  }

  private Finding finding(
      Severity severity, String where, String what, String why, String command) {
    return new Finding(severity, name(), where, what, RUNS_OR_KILLED + why, UNLESS + command);
  }
}
