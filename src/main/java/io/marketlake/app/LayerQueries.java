package io.marketlake.app;

import io.marketlake.app.Streams.Request;
import io.marketlake.topology.LayerQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * The queries of one process, in the order in which data pass them. They live and end together:
 * none goes on without the others.
 */
final class LayerQueries implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final List<LayerQuery> queries;

  private LayerQueries(List<LayerQuery> queries) {
    this.queries = List.copyOf(queries);
  }

  /** Starts all queries of a request, or none. */
  static LayerQueries start(SparkSession spark, Request request) {
    List<LayerQuery> started = new ArrayList<>();
    boolean complete = false;
    try {
      // One after the other: a layer is refused where the tables that it reads do not exist.
      for (Request query : Streams.queriesOf(request)) {
        started.add(Streams.start(spark, query));
      }
      complete = true;
      return new LayerQueries(started);
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
    for (LayerQuery query : queries) {
      if (query.await(each)) {
        return true;
      }
    }
    return false;
  }

  /** Waits until each has processed what is there now and what those before it make of that. */
  void drain() {
    queries.forEach(LayerQuery::drain);
  }

  /** Lets the micro-batches under way end, then stops all. */
  @Override
  public void close() {
    closeAll(queries);
  }

  private static void closeAll(List<LayerQuery> queries) {
    RuntimeException failure = null;
    for (LayerQuery query : queries) {
      try {
        query.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
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
