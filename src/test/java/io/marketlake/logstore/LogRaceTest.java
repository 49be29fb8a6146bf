package io.marketlake.logstore;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.delta.storage.HDFSLogStore;
import io.delta.storage.LogStore;
import io.delta.storage.S3SingleDriverLogStore;
import io.marketlake.TestS3;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two JVMs race for the versions of a log. Tier: CI for our stores; proof for Delta's own, whose
 * losses are printed as evidence and asserted of nobody.
 */
class LogRaceTest {
  private static final int VERSIONS = 1000;

  @Test
  void onS3EachVersionHasOneWinnerAndNoAcknowledgedEntryIsLost() throws IOException {
    onS3(S3ConditionalLogStore.class).assertEveryVersionHasOneWinner();
  }

  @Test
  void onALocalDiskEachVersionHasOneWinnerAndNoAcknowledgedEntryIsLost(
      @TempDir java.nio.file.Path folder) throws IOException {
    onDisk(LocalConditionalLogStore.class, folder).assertEveryVersionHasOneWinner();
  }

  @Test
  @Tag("proof")
  void whatDeltasOwnStoresLoseIsShown(@TempDir java.nio.file.Path folder) throws IOException {
    onS3(S3SingleDriverLogStore.class);
    onDisk(HDFSLogStore.class, folder);
  }

  @Test
  @Tag("proof")
  void onCephEachVersionHasOneWinnerAndNoAcknowledgedEntryIsLost(@TempDir java.nio.file.Path folder)
      throws IOException {
    assumeTrue(
        RadosGateway.isInstalled(),
        "Skipped: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd");
    try (RadosGateway ceph = RadosGateway.start(folder)) {
      Path log = new Path("s3a://lake/race/_delta_log");
      Class<? extends LogStore> ours = S3ConditionalLogStore.class;
      reported(ours, LogRace.run(ours, log, ceph.settings(), Map.of(), VERSIONS))
          .assertEveryVersionHasOneWinner();
    }
  }

  private static LogRace onS3(Class<? extends LogStore> store) throws IOException {
    Path log = new Path(TestS3.newLocation("race"), "_delta_log");
    return reported(
        store, LogRace.run(store, log, TestS3.settings(), TestS3.environment(), VERSIONS));
  }

  private static LogRace onDisk(Class<? extends LogStore> store, java.nio.file.Path folder)
      throws IOException {
    return reported(
        store, LogRace.run(store, new Path(folder.toUri()), Map.of(), Map.of(), VERSIONS));
  }

  private static LogRace reported(Class<? extends LogStore> store, LogRace race) {
    System.out.println(store.getSimpleName() + ": " + race);
    return race;
  }
}
