package io.marketlake.training;

import io.marketlake.feature.text.SentimentRule;
import io.marketlake.feature.text.SentimentRules;
import java.util.List;

/**
 * The rules that correct sentiment, before training.
 *
 * @param rules the rules; the first that holds for a text decides
 * @param beforeTraining whether they correct the labels that a model is fitted on. The labels of
 *     texts that judge it stay as people gave them
 */
public record LabelRules(SentimentRules rules, boolean beforeTraining) {
  /** No rules. */
  public static final LabelRules NONE = new LabelRules(SentimentRules.NONE, false);

  boolean isNone() {
    return rules.rules().isEmpty();
  }

  /** What a model is fitted on. */
  List<LabelledText> toFit(List<LabelledText> texts) {
    return beforeTraining ? corrected(texts) : texts;
  }

  /** The texts in their order, each with the label of the rule that decides it, if one does. */
  List<LabelledText> corrected(List<LabelledText> texts) {
    return texts.stream()
        .map(
            text ->
                rules
                    .decide(text.text())
                    .map(SentimentRule::label)
                    .filter(label -> !label.equals(text.label()))
                    .map(label -> new LabelledText(text.text(), label))
                    .orElse(text))
        .toList();
  }
}
