package io.marketlake.feature.bar;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The events with which the newest event time of a row of events, less a lateness, entered a
 * further step of a grid: those that make a bar final. All ends of bars lie on the grid, so nothing
 * else of the events needs to be kept to tell when a bar became final.
 */
final class Crossings {
  private final long lateness;
  private final long grid;
  private int size;
  private long[] steps = new long[4];
  private long[] offsets = new long[4];
  private long[] knownAts = new long[4];

  Crossings(long lateness, long grid) {
    this.lateness = lateness;
    this.grid = grid;
  }

  /** Takes the crossings that {@link #write} wrote. */
  void readFrom(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      append(in.readLong(), in.readLong(), in.readLong());
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(steps[i]);
      out.writeLong(offsets[i]);
      out.writeLong(knownAts[i]);
    }
  }

  /** Takes the next event; does nothing unless it enters a further step. */
  void add(long time, long offset, long knownAt) {
    long step = Math.floorDiv(time - lateness, grid);
    if (size == 0 || step > steps[size - 1]) {
      append(step, offset, knownAt);
    }
  }

  /** Takes the crossings of the events that follow. */
  void add(Crossings next) {
    for (int i = 0; i < next.size; i++) {
      if (size == 0 || next.steps[i] > steps[size - 1]) {
        append(next.steps[i], next.offsets[i], next.knownAts[i]);
      }
    }
  }

  private void append(long step, long offset, long knownAt) {
    if (size == steps.length) {
      steps = Arrays.copyOf(steps, 2 * size);
      offsets = Arrays.copyOf(offsets, 2 * size);
      knownAts = Arrays.copyOf(knownAts, 2 * size);
    }
    steps[size] = step;
    offsets[size] = offset;
    knownAts[size] = knownAt;
    size++;
  }

  /** The place of the first crossing that makes a bar with this end final; -1 for none. */
  int closing(long end) {
    int place = Arrays.binarySearch(steps, 0, size, Math.floorDiv(end, grid));
    int first = place >= 0 ? place : -place - 1;
    return first < size ? first : -1;
  }

  long offset(int place) {
    return offsets[place];
  }

  long knownAt(int place) {
    return knownAts[place];
  }
}
