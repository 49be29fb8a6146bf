package io.marketlake.bars;

import io.marketlake.feature.bar.PriceEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.Row;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The pieces of chunks that a task reads in offset order: each file's, and where an offset is not
 * higher than the one before it, another. So pieces follow from the files, and not from which of
 * them a task gets and which it reads first. Rows that come from no file are as those of one.
 *
 * @param <T> what is made of a piece
 */
final class Pieces<T> {
  // What is read in another order than it was written has about as many pieces as events, and each
  // keeps sums of every symbol.
  private static final long FEW = 200;
  private static final long EVENTS_OF_A_PIECE = 50_000;

  private final BiFunction<Chunk, Long, T> begin;
  private final Map<Chunk, Piece<T>> open = new HashMap<>();
  private final List<Piece<T>> all = new ArrayList<>();
  private long count;

  /**
   * None yet.
   *
   * @param begin makes what a piece needs, of its chunk and its first offset
   */
  Pieces(BiFunction<Chunk, Long, T> begin) {
    this.begin = begin;
  }

  /** A piece of a chunk. */
  static final class Piece<T> {
    private final Chunk chunk;
    private final UTF8String file;
    private final T made;
    private long last;

    private Piece(Chunk chunk, UTF8String file, T made) {
      this.chunk = chunk;
      this.file = file;
      this.made = made;
    }

    Chunk chunk() {
      return chunk;
    }

    T made() {
      return made;
    }
  }

  /** What is done with each event. */
  interface Step<T> {
    /**
     * Takes an event.
     *
     * @param made what is made of the piece that it belongs to
     */
    void take(Chunk chunk, PriceEvent event, T made);
  }

  /**
   * Takes a task's rows of {@link Chunk#events}, one after the other.
   *
   * @return false, before their end, where they are in no order worth the name
   */
  boolean take(Iterator<Row> rows, Step<T> step) {
    PriceRows events = null;
    Chunk.Reader chunks = null;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (events == null || chunks == null) {
        events = new PriceRows(row.schema());
        chunks = new Chunk.Reader(row.schema());
      }
      PriceEvent event = events.event(row);
      Chunk chunk = chunks.of(row);
      step.take(chunk, event, next(chunk, InputFileBlockHolder.getInputFilePath(), event.offset()));
      if (areTooMany()) {
        return false;
      }
    }
    return true;
  }

  T next(Chunk chunk, UTF8String file, long offset) {
    count++;
    Piece<T> piece = open.get(chunk);
    if (piece == null || offset <= piece.last || !file.equals(piece.file)) {
      piece = new Piece<>(chunk, file, begin.apply(chunk, offset));
      open.put(chunk, piece);
      all.add(piece);
    }
    piece.last = offset;
    return piece.made;
  }

  /** Whether the rows are in no order worth the name. */
  boolean areTooMany() {
    return all.size() > FEW + count / EVENTS_OF_A_PIECE;
  }

  List<Piece<T>> all() {
    return all;
  }
}
