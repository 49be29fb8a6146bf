package io.marketlake.training;

import io.marketlake.feature.text.SentimentRules;
import io.marketlake.registry.Evaluation;
import io.marketlake.registry.RuleFigures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds out what rules do to a model's figures. */
final class RuleTrial {
  private final LabelRules rules;
  private final long seed;

  RuleTrial(LabelRules rules, long seed) {
    this.rules = rules;
    this.seed = seed;
  }

  /**
   * What rules do to a model that was fitted as they say.
   *
   * @param judged the texts that judge it
   * @param answers the model's answers to these
   */
  @Nullable RuleFigures of(List<LabelledText> judged, Predictions answers) {
    return figures(judged, answers, 0, Optional.empty());
  }

  /**
   * The same, beside a model that was fitted the other way: without corrected labels, or with them.
   *
   * @param learnt the texts that the model was fitted on, with the labels that people gave them
   * @param other fits on labelled texts and answers the judged ones; not asked where the rules
   *     contradict no label
   */
  @Nullable RuleFigures of(
      List<LabelledText> learnt,
      List<LabelledText> judged,
      Predictions answers,
      Optional<Function<List<LabelledText>, Predictions>> other) {
    if (rules.isNone()) {
      return null;
    }
    List<LabelledText> corrected = rules.corrected(learnt);
    long contradicted = 0;
    for (int i = 0; i < learnt.size(); i++) {
      contradicted += corrected.get(i).label().equals(learnt.get(i).label()) ? 0 : 1;
    }
    List<LabelledText> otherwise = rules.beforeTraining() ? learnt : corrected;
    boolean differs = contradicted > 0;
    return figures(
        judged, answers, contradicted, other.filter(o -> differs).map(o -> o.apply(otherwise)));
  }

  private @Nullable RuleFigures figures(
      List<LabelledText> judged,
      Predictions answers,
      long contradicted,
      Optional<Predictions> otherAnswers) {
    if (rules.isNone()) {
      return null;
    }
    SentimentRules known = rules.rules();
    List<Optional<String>> decided =
        judged.stream().map(text -> known.decide(text.text()).map(rule -> rule.label())).toList();
    Map<String, Evaluation> figures = new LinkedHashMap<>();
    put(figures, rules.beforeTraining(), answers, decided);
    otherAnswers.ifPresent(other -> put(figures, !rules.beforeTraining(), other, decided));
    return new RuleFigures(
        known.rules().size(),
        known.sha256(),
        rules.beforeTraining(),
        contradicted,
        decided.stream().filter(Optional::isPresent).count(),
        figures);
  }

  private void put(
      Map<String, Evaluation> figures,
      boolean corrected,
      Predictions answers,
      List<Optional<String>> decided) {
    figures.put(corrected ? RuleFigures.BEFORE : RuleFigures.WITHOUT, answers.evaluation(seed));
    figures.put(
        corrected ? RuleFigures.BOTH : RuleFigures.AFTER,
        answers.overridden(decided).evaluation(seed));
  }
}
