package io.marketlake.job;

/**
 * Work that is done again and again on a clock of its own, beside the queries, such as bringing the
 * marts up to date. Each run takes up what has come since the last one; where nothing has, it
 * writes nothing. A run that fails ends the process, as a query that fails does.
 */
public interface Refresh extends AutoCloseable {
  /** What is brought up to date, for the log and the name of the thread. */
  String name();

  /** Brings it up to date. One run at a time. */
  void run();

  /** Gives back what the runs held; none comes after it. */
  @Override
  default void close() {}
}
