package io.marketlake.schema;

/** What all marts of gold have in common; each is declared in a file of {@code conf/marts}. */
public final class GoldMarts {
  /** The layer of every mart. */
  public static final String LAYER = "gold";

  /** Who writes them. */
  public static final String WRITER = "marts";

  private GoldMarts() {}
}
