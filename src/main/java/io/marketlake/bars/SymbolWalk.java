package io.marketlake.bars;

import io.marketlake.schema.SilverBars;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Goes through rows with a symbol, those of a symbol together, and gives what is made of them; it
 * holds no more than what is ready.
 */
public final class SymbolWalk implements Iterator<Row> {
  private final Iterator<Row> rows;
  private final Begin begin;
  private final ArrayDeque<Row> ready = new ArrayDeque<>();
  private String symbol = "";
  private @Nullable Course course;

  /**
   * A walk.
   *
   * @param begin makes the course of each symbol
   */
  public SymbolWalk(Iterator<Row> rows, Begin begin) {
    this.rows = rows;
    this.begin = begin;
  }

  /** Begins a symbol. */
  @FunctionalInterface
  public interface Begin {
    /**
     * Makes a symbol's course.
     *
     * @param first its first row, which the course is given to take too
     * @param output takes what is ready
     */
    Course of(String symbol, Row first, Consumer<Row> output);
  }

  /** A symbol under way. */
  public interface Course {
    /** Takes its next row. */
    void take(Row row);

    /** Called after its last row. */
    void finish();
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty()) {
      if (rows.hasNext()) {
        take(rows.next());
      } else if (course != null) {
        course.finish();
        course = null;
      } else {
        return false;
      }
    }
    return true;
  }

  private void take(Row row) {
    String next = row.getAs(SilverBars.SYMBOL);
    Course current = course;
    if (current == null || !symbol.equals(next)) {
      if (current != null) {
        current.finish();
      }
      current = begin.of(next, row, ready::add);
      course = current;
      symbol = next;
    }
    current.take(row);
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }
}
