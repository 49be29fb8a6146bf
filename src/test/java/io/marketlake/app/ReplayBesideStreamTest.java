package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.Coordinate;
import io.marketlake.topology.BatchListener;
import io.marketlake.topology.LayerQuery;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An event and a correction with one id, at the same time: one of them comes in, whoever is first.
 *
 * <p>Tier: CI, of a correction that comes second; the others: proof.
 */
class ReplayBesideStreamTest {
  private static final String[] MEND = {
    "--reason", "text.required", "--with-fix", "replace(value, 'test', 'text')"
  };

  @TempDir private Path folder;
  private TestLake lake;
  private Replays replays;

  @BeforeEach
  void makeLake() {
    lake = new TestLake(folder.resolve("lake"));
    replays = new Replays(lake, "posts");
  }

  private static String post(String id, String field) {
    return "{\"id\":\"%s\",\"created_at\":\"2026-03-02T15:30:00Z\",\"%s\":\"up\"}"
        .formatted(id, field);
  }

  private long corrected() {
    return lake.silver("posts").filter(Coordinate.isCorrection()).count();
  }

  private List<String> ids() {
    return lake.silver("posts").orderBy("id").select("id").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void whatAnInterruptedReplayIsGoingToWriteIsComparedWith() {
    replays.arrive(post("a", "test"));
    replays.fillSilver();
    replays.killed("prepared", MEND);

    replays.arrive(post("a", "text"), post("b", "text"));
    replays.fillSilver();
    assertThat(ids()).as("the correction is to come").containsExactly("b");

    assertThat(replays.replay(MEND)).contains("ended the interrupted replay", ": 1 corrections");
    assertThat(ids()).containsExactly("a", "b");
    assertThat(corrected()).isEqualTo(1);
    assertThat(lake.quarantine().filter("class = 'duplicate'").count()).isEqualTo(1);
  }

  @Test
  void aCorrectionWhoseIdSilverTookMeanwhileIsLeftOut() {
    replays.arrive(post("a", "test"), post("b", "test"));
    replays.fillSilver();

    int status =
        replays.run(
            reached -> {
              if (Replays.generic(reached).equals("after staged/bronze.events")) {
                replays.arrive(post("a", "text"));
                replays.fillSilver();
              }
            },
            MEND);

    assertThat(status).as("%s", replays.err).isZero();
    assertThat(replays.out.toString())
        .contains("2 open records are meant; 1 pass now and were corrected, 0 still fail")
        .contains("1 more pass, and stay: silver has taken events with the same ids meanwhile");
    assertThat(ids()).containsExactly("a", "b");
    assertThat(corrected()).isEqualTo(1);
    assertThat(replays.corrections().count()).isEqualTo(1);
    assertThat(replays.quarantine("list")).contains("1 open records; corrections stand for 1 more");
    assertThat(lake.lake().files().list("_marketlake/replay")).isEmpty();
  }

  /** What was settled before a kill stands, though silver has gone on. */
  @Test
  @Tag("proof")
  void whatWasLeftOutStaysSoAfterAKill() {
    replays.arrive(post("a", "test"), post("b", "test"));
    replays.fillSilver();
    FailPoint killed =
        reached -> {
          if (Replays.generic(reached).equals("after staged/bronze.events")) {
            replays.arrive(post("a", "text"));
            replays.fillSilver();
          }
          if (reached.equals("after silver.posts")
              && lake.silver("posts").filter(Coordinate.isCorrection()).count() > 0) {
            throw new IllegalStateException("killed");
          }
        };
    assertThat(replays.run(killed, MEND)).isEqualTo(1);
    replays.arrive(post("b", "text"));
    replays.fillSilver();

    assertThat(replays.replay(MEND)).contains("ended the interrupted replay", ": 1 corrections");
    assertThat(ids()).containsExactly("a", "b");
    assertThat(replays.corrections().count()).isEqualTo(1);
  }

  /** The micro-batch has compared before the replay is announced, and writes after it. */
  @Test
  @Tag("proof")
  void aMicroBatchThatIsUnderWayIsWaitedFor() {
    lake.send("posts", post("a", "test"));
    List<LayerName> layers = List.of(LayerName.BRONZE, LayerName.SILVER);
    lake.run(layers, List.of("posts"), FailPoint.NONE);
    CountDownLatch judged = new CountDownLatch(1);
    CountDownLatch announced = new CountDownLatch(1);
    FailPoint slow =
        reached -> {
          if (reached.equals("before silver.posts")) {
            judged.countDown();
            await(announced);
          }
        };
    Request request =
        new Request(
            lake.settings(), layers, List.of(lake.feed("posts")), false, BatchListener.NONE, slow);
    try (LayerQuery live = Streams.start(TestSpark.session(), request)) {
      int status =
          replays.run(
              reached -> {
                if (Replays.generic(reached).equals("after staged/bronze.events")) {
                  lake.send("posts", post("a", "text"));
                  await(judged);
                }
                if (reached.equals("prepared")) {
                  announced.countDown();
                }
              },
              MEND);
      assertThat(status).as("%s", replays.err).isZero();
      live.drain();
    }
    assertThat(ids()).containsExactly("a");
    assertThat(corrected()).isZero();
    assertThat(replays.out.toString()).contains("1 more pass, and stay");
    assertThat(lake.quarantine().count()).isEqualTo(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
