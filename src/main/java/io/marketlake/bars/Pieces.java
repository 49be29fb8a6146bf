package io.marketlake.bars;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The pieces of chunks that rows bring in offset order: where an offset is not higher than the one
 * before it, another piece of its chunk begins. Rows of one file of silver are in order; of which
 * file a task reads first is by chance.
 *
 * @param <T> what is made of a piece
 */
final class Pieces<T> {
  // What is read in another order than it was written has about as many pieces as events.
  private static final long FEW = 100;
  private static final long EVENTS_OF_A_PIECE = 1000;

  private final BiFunction<Chunk, Long, T> begin;
  private final Map<Chunk, Piece<T>> open = new HashMap<>();
  private final List<Piece<T>> all = new ArrayList<>();
  private long events;
  private long breaks;

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
    private final T made;
    private long last;

    private Piece(Chunk chunk, T made) {
      this.chunk = chunk;
      this.made = made;
    }

    Chunk chunk() {
      return chunk;
    }

    T made() {
      return made;
    }
  }

  /** What is made of the piece that the next row belongs to. */
  T next(Chunk chunk, long offset) {
    events++;
    Piece<T> piece = open.get(chunk);
    if (piece == null || offset <= piece.last) {
      breaks += piece == null ? 0 : 1;
      piece = new Piece<>(chunk, begin.apply(chunk, offset));
      open.put(chunk, piece);
      all.add(piece);
    }
    piece.last = offset;
    return piece.made;
  }

  /** Whether there are so many that the rows are in no order worth the name. */
  boolean areTooMany() {
    return breaks > FEW + events / EVENTS_OF_A_PIECE;
  }

  List<Piece<T>> all() {
    return all;
  }
}
