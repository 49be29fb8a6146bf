package io.marketlake.app;

import io.marketlake.app.Streams.Request;
import io.marketlake.topology.LayerQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * The queries of one process, in the order in which data pass them, and what is refreshed beside
 * them on clocks of its own. They live and end together: none goes on without the others.
 */
final class LayerQueries implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final List<LayerQuery> queries;
  private final List<RefreshLoop> loops;

  private LayerQueries(List<LayerQuery> queries, List<RefreshLoop> loops) {
    this.queries = List.copyOf(queries);
    this.loops = List.copyOf(loops);
  }

  /** Starts all queries of a request, or none. */
  static LayerQueries start(SparkSession spark, Request request) {
    return start(spark, request, List::of);
  }

  /**
   * Starts all queries of a request and then what is refreshed beside them, or nothing.
   *
   * @param refreshed starts the refreshes, all or none
   */
  static LayerQueries start(
      SparkSession spark, Request request, Supplier<List<RefreshLoop>> refreshed) {
    List<LayerQuery> started = new ArrayList<>();
    boolean complete = false;
    try {
      // One after the other: a layer is refused where the tables that it reads do not exist.
      for (Request query : Streams.queriesOf(request)) {
        started.add(Streams.start(spark, query));
      }
      List<RefreshLoop> loops = refreshed.get();
      complete = true;
      return new LayerQueries(started, loops);
    } finally {
      if (!complete) {
        closeAll(started);
      }
    }
  }

  /** Waits until one of them ends; what made it fail is thrown. */
  void await() {
    boolean ended = false;
    while (!ended) {
      ended = await(LOOK);
    }
  }

  /** Waits until one of them ends or the time is over; tells whether one ended. */
  boolean await(Duration limit) {
    Duration each = limit.dividedBy(queries.size());
    for (RefreshLoop loop : loops) {
      if (loop.await(Duration.ZERO)) {
        return true;
      }
    }
    for (LayerQuery query : queries) {
      if (query.await(each)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Waits until each has processed what is there now and what those before it make of that; then
   * all is refreshed once more.
   */
  void drain() {
    queries.forEach(LayerQuery::drain);
    loops.forEach(RefreshLoop::refreshNow);
  }

  /** Lets the micro-batches and the refreshes under way end, then stops all. */
  @Override
  public void close() {
    closeAll(Stream.concat(queries.stream(), loops.stream()).toList());
  }

  private static void closeAll(List<? extends AutoCloseable> running) {
    RuntimeException failure = null;
    for (AutoCloseable each : running) {
      try {
        each.close();
      } catch (Exception e) {
        if (failure == null) {
          failure = e instanceof RuntimeException thrown ? thrown : new IllegalStateException(e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
