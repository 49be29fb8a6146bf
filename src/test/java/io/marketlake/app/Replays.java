package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.delta.LakeTables;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.silver.SilverLayer;
import io.marketlake.topology.LayerFill;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import picocli.CommandLine;

/** Quarantine and its replays as a user runs them, on a lake that tests fill without a stream. */
final class Replays {
  static final Instant KAFKA_TIME = Instant.parse("2026-03-02T15:35:00Z");

  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  private final TestLake lake;
  private final Feed feed;
  private final List<String> settings;
  private long next;

  Replays(TestLake lake, String feed, String... settings) {
    this.lake = lake;
    this.feed = lake.feed(feed);
    this.settings = List.of(settings);
    lake.lake().tables().ensure(BronzeEvents.TABLE);
  }

  /** Records of partition 0, one after the other, as a stream of bronze would have written them. */
  void arrive(String... values) {
    arriveFrom("cluster", values);
  }

  /** The same, from a cluster or what stands in for one. */
  void arriveFrom(String cluster, String... values) {
    Timestamp time = Timestamp.from(KAFKA_TIME);
    List<Row> rows = new ArrayList<>();
    for (String value : values) {
      rows.add(
          RowFactory.create(
              feed.name(),
              Date.valueOf(KAFKA_TIME.atZone(ZoneOffset.UTC).toLocalDate()),
              cluster,
              "topic-1",
              feed.topic(),
              0,
              next++,
              time,
              time,
              time,
              "k".getBytes(StandardCharsets.UTF_8),
              value.getBytes(StandardCharsets.UTF_8),
              null,
              null));
    }
    tables()
        .append(
            BronzeEvents.TABLE,
            TestSpark.session().createDataFrame(rows, BronzeEvents.TABLE.structType()).coalesce(1),
            new io.marketlake.delta.Commit("test", next, "records"));
  }

  private LakeTables tables() {
    return lake.lake().tables();
  }

  /** Lets silver take what it lacks, as it does where it starts without a checkpoint. */
  void fillSilver() {
    try (LayerFill fill = new LayerFill(tables(), 2, FailPoint.NONE)) {
      fill.fill(
          new SilverLayer(
              List.of(feed),
              new SilverHistory(lake.lake()),
              new SilverHistory(lake.lake()),
              LakeReference.of(TestSpark.session(), tables(), lake.settings())),
          (layer, source, day, number, of) -> {});
    }
  }

  int run(FailPoint failPoint, String... more) {
    return execute(new ReplayQuarantine(failPoint), with("--feed", feed.name()), more);
  }

  /** Runs a replay and returns what it says. */
  String replay(String... more) {
    out.getBuffer().setLength(0);
    assertThat(run(FailPoint.NONE, more)).as("%s", err).isZero();
    return out.toString();
  }

  /** Runs {@code quarantine} and returns what it says. */
  String quarantine(String command, String... more) {
    out.getBuffer().setLength(0);
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(with("--feed", feed.name()));
    assertThat(execute(new Quarantine(), arguments, more)).as("%s", err).isZero();
    return out.toString();
  }

  /** Is killed when it comes to a point. */
  void killed(String point, String... more) {
    FailPoint failPoint =
        reached -> {
          if (generic(reached).equals(point)) {
            throw new IllegalStateException("killed at " + point);
          }
        };
    assertThat(run(failPoint, more)).as(point).isEqualTo(1);
    assertThat(err.toString()).contains("killed at " + point);
    err.getBuffer().setLength(0);
  }

  /** A point without the name of the replay. */
  static String generic(String reached) {
    return reached.replaceFirst("_marketlake/replay/[^/]+", "staged");
  }

  private List<String> with(String... first) {
    List<String> arguments = new ArrayList<>(List.of(first));
    arguments.addAll(
        List.of(
            "--set",
            "lake.path=" + lake.settings().lake(),
            "--set",
            "kafka.bootstrap-servers=" + TestKafka.settings().bootstrapServers(),
            "--set",
            "feeds." + feed.name() + ".topic=" + feed.topic()));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments;
  }

  private int execute(Callable<Integer> command, List<String> arguments, String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    CommandLine line = Launcher.line(command);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(all.toArray(String[]::new));
  }

  Dataset<Row> corrections() {
    return lake.bronze().filter(io.marketlake.schema.Coordinate.isCorrection());
  }
}
