package io.marketlake.feature.text;

/**
 * What rules do to a model's accuracy on labelled texts, for a model's card.
 *
 * @param rows texts in all
 * @param decided texts that a rule decided
 * @param rightWithout texts that the model alone labels right
 * @param rightWith texts that are labelled right where a rule overrides the model
 */
public record RuleEffect(long rows, long decided, long rightWithout, long rightWith) {
  /** Of no text. */
  public static final RuleEffect NONE = new RuleEffect(0, 0, 0, 0);

  /** What it is with a text more, labelled by a person and by the model. */
  public RuleEffect with(SentimentRules rules, String text, String label, String predicted) {
    var rule = rules.decide(text);
    String corrected = rule.map(SentimentRule::label).orElse(predicted);
    return new RuleEffect(
        rows + 1,
        decided + (rule.isPresent() ? 1 : 0),
        rightWithout + (predicted.equals(label) ? 1 : 0),
        rightWith + (corrected.equals(label) ? 1 : 0));
  }

  /** Share of the texts that the model alone labels right; NaN where there are none. */
  public double accuracyWithout() {
    return (double) rightWithout / rows;
  }

  /** Share of the texts that are labelled right with the rules; NaN where there are none. */
  public double accuracyWith() {
    return (double) rightWith / rows;
  }
}
