package io.marketlake.delta;

/**
 * Who writes what in one commit of a table. It goes into the table's log, so that a second try can
 * be told from other work.
 *
 * @param writer the checkpoint that numbers the micro-batches, or {@code refill}
 * @param batch the micro-batch's number under that checkpoint
 * @param range the input that the micro-batch covers, as its source writes it
 */
public record Commit(String writer, long batch, String range) {}
