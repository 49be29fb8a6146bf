package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.FaultProxy;
import io.marketlake.FaultProxy.Fault;
import io.marketlake.TestLake;
import io.marketlake.TestS3;
import io.marketlake.topology.LayerQuery;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Streams on a lake on S3 while one request in twenty fails, for ten minutes ({@code
 * -Dweather.minutes}). A query that gives up is started again, as a supervisor would.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class S3WeatherTest {
  private static final double SHARE = 0.05;
  private static final long SEED = 20_131_010;

  @TempDir private Path folder;
  private final AtomicInteger sent = new AtomicInteger();
  private final Map<String, Integer> ends = new TreeMap<>();

  @Test
  void badWeatherLosesAndDoublesNothing() throws Exception {
    Duration weather = Duration.ofMinutes(Integer.getInteger("weather.minutes", 10));
    try (FaultProxy proxy = FaultProxy.before(TestS3.endpoint())) {
      TestLake lake = lakeBehind(proxy.endpoint());
      lake.publishModel();
      SampleEvents.send(lake, sent.getAndAdd(5));
      lake.run(TestLake.FUSED);

      int requestsBefore = proxy.requests();
      proxy.follow(FaultProxy.random(SEED, SHARE));
      streamFor(weather, lake);
      Map<Fault, Integer> fired = proxy.fired();
      int requests = proxy.requests() - requestsBefore;
      proxy.follow(request -> null);

      long taken = lake.bronze().count();
      long began = System.nanoTime();
      lake.run(TestLake.FUSED);
      System.out.printf(
          "%d requests in %d min, faults %s; %d of %d records taken in by then, the rest %d ms"
              + " after it; the query ended: %s%n",
          requests,
          weather.toMinutes(),
          fired,
          taken,
          sent.get() * 6L,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
          ends);

      assertThat(FaultProxy.WEATHER).allMatch(fault -> fired.getOrDefault(fault, 0) > 0);
      assertThat(taken).as("it went on in bad weather").isGreaterThan(30);
      lake.assertNothingLostOrDoubled();
      TestLake undisturbed = lake.beside(folder.resolve("undisturbed"));
      undisturbed.publishModel();
      undisturbed.run(TestLake.FUSED);
      assertThat(lake.contents()).isEqualTo(undisturbed.contents());
    }
  }

  private static TestLake lakeBehind(URI endpoint) {
    return TestLake.at(
        "s3a://" + TestS3.newBucket() + "/lake",
        Map.of("s3.endpoint", endpoint.toString(), "lease.duration", "10s"));
  }

  private void streamFor(Duration weather, TestLake lake) throws Exception {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    ScheduledFuture<?> producer =
        clock.scheduleAtFixedRate(
            () -> SampleEvents.send(lake, sent.getAndAdd(5)), 0, 1, TimeUnit.SECONDS);
    long end = System.nanoTime() + weather.toNanos();
    for (long left = weather.toNanos(); left > 0; left = end - System.nanoTime()) {
      try (LayerQuery query = lake.startLive(TestLake.FUSED)) {
        assertThat(query.await(Duration.ofNanos(left))).as("it ended by itself").isFalse();
      } catch (RuntimeException e) {
        ends.merge(cause(e), 1, Integer::sum);
      }
    }
    assertThat(producer.isDone()).as("events were sent all the time").isFalse();
    clock.shutdown();
    assertThat(clock.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
  }

  private static String cause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getClass().getSimpleName();
  }
}
