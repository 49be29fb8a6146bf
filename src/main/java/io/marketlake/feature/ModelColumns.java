package io.marketlake.feature;

/**
 * The names by which a text model's pipeline, its trainer and its scorer know the columns between a
 * text and its label. They live only inside a stage and never reach a table.
 */
public final class ModelColumns {
  /** string, nullable: what a pipeline takes. */
  public static final String TEXT = "__text";

  /** array of string: what the pipeline's first stage counts in the text. */
  public static final String TOKENS = "__tokens";

  public static final String COUNTS = "__counts";
  public static final String WEIGHTS = "__weights";
  public static final String FEATURES = "__features";
  public static final String RAW = "__raw";

  /** MLlib vector of the classes' probabilities: what a pipeline gives. */
  public static final String PROBABILITY = "__probability";

  /** double, the index of the likeliest class: what a pipeline gives. */
  public static final String PREDICTION = "__prediction";

  private ModelColumns() {}
}
