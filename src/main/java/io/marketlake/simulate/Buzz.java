package io.marketlake.simulate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest company news, for people to talk about. */
final class Buzz {
  private static final int KEPT = 20;

  private final Deque<Item> items = new ArrayDeque<>();

  /** A news item that people have seen. */
  record Item(String symbol, Mood mood, String headline) {}

  Buzz(List<Item> items) {
    this.items.addAll(items);
  }

  /** Oldest first. */
  List<Item> items() {
    return List.copyOf(items);
  }

  boolean isSilent() {
    return items.isEmpty();
  }

  void add(Item item) {
    items.addLast(item);
    if (items.size() > KEPT) {
      items.removeFirst();
    }
  }

  /** One of them, the newer the likelier. */
  Item pick(Generator generator) {
    int place = Math.max(generator.below(items.size()), generator.below(items.size()));
    int i = 0;
    for (Item item : items) {
      if (i++ == place) {
        return item;
      }
    }
    throw new IllegalStateException("nothing to talk about");
  }
}
