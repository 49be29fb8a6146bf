package io.marketlake.registry;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a kind of model stores beside the pipeline and the card.
 *
 * @param files each stored as JSON under its name, such as {@code profile.json}
 * @param markdown further sections of the version's page
 */
public record Supplement(Map<String, Object> files, String markdown) {
  /** Nothing. */
  public static final Supplement NONE = new Supplement(Map.of(), "");

  public static final String PROFILE = "profile.json";
  public static final String GATE = "gate.json";

  public Supplement {
    files = Map.copyOf(new TreeMap<>(files));
  }
}
