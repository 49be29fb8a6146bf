package io.marketlake.delta;

import java.util.Set;

/**
 * What a program must know to read a table, and to write it.
 *
 * @param reader the least reader version
 * @param writer the least writer version
 * @param features the table features that are named one by one
 */
public record TableProtocol(int reader, int writer, Set<String> features) {
  public TableProtocol {
    features = Set.copyOf(features);
  }
}
