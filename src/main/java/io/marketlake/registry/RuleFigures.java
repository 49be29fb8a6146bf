package io.marketlake.registry;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What rules that correct a model do to its figures, on the rows that judge it. Labels that people
 * gave to these rows are never corrected.
 *
 * @param rules how many rules there are
 * @param sha256 the hash of their names, patterns and labels, in hexadecimal
 * @param beforeTraining whether the model was fitted on labels that they had corrected
 * @param corrected the rows to fit whose label they contradict
 * @param decided the judged rows that one of them decides
 * @param figures by what was done with them: {@link #WITHOUT}, {@link #AFTER}, {@link #BEFORE},
 *     {@link #BOTH}; what was not tried is missing
 */
public record RuleFigures(
    int rules,
    String sha256,
    boolean beforeTraining,
    long corrected,
    long decided,
    Map<String, Evaluation> figures) {
  /** The model alone, fitted on labels as people gave them. */
  public static final String WITHOUT = "without rules";

  /** That model, overridden where a rule decides. */
  public static final String AFTER = "rules after scoring";

  /** A model fitted on labels that the rules had corrected. */
  public static final String BEFORE = "rules before training";

  /** That one, overridden where a rule decides. */
  public static final String BOTH = "rules before and after";

  public RuleFigures {
    figures = Collections.unmodifiableMap(new TreeMap<>(figures));
  }
}
