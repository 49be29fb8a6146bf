package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.kafka.KafkaCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Sends a simulated market (ticks, trades, news, posts, with out-of-order, late and bad records) to
 * the feeds' topics, from a seed. Its prices go on where the last run stopped.
 *
 * <p>{@code scripts/spark-submit/simulate.sh --for 60s --set simulation.ticks-per-second=1000}
 */
@Command(name = "simulate", description = "A simulated market into Kafka, from a seed.")
public final class Simulate implements Callable<Integer> {
  /** Where a lake keeps the market's state. */
  static final String STATE = Lake.STATE + "/simulator.json";

  @Mixin private JobOptions options = new JobOptions();

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "end after this time (90s, 5m); until stopped by default")
  private @Nullable Duration limit;

  public static void main(String[] arguments) {
    Launcher.launch(new Simulate(), arguments);
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = options.load();
    try (KafkaCluster cluster = KafkaCluster.connect(settings.kafka())) {
      cluster.states(List.copyOf(settings.feedsByTopic().keySet()));
    }
    CountDownLatch stop = new CountDownLatch(1);
    MarketPump pump = new MarketPump(settings, Lake.filesOf(settings.lake()), STATE, Instant.now());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  pump.close();
                },
                "stop-market"));
    pump.start();
    Instant end = limit == null ? Instant.MAX : Instant.now().plus(limit);
    while (!stop.await(1, TimeUnit.SECONDS) && Instant.now().isBefore(end)) {
      pump.requireHealthy();
    }
    pump.close();
    System.out.println("sent " + pump.sent() + " events");
    return 0;
  }
}
