package io.marketlake.training;

import io.marketlake.registry.Evaluation;
import io.marketlake.registry.ModelCard.CrossValidation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Judges every text once, by a model that was fitted on the other folds. */
final class CrossValidator {
  private final int folds;
  private final long seed;

  CrossValidator(int folds, long seed) {
    this.folds = folds;
    this.seed = seed;
  }

  /**
   * @param file what the texts come from, for what is told of it
   * @param compare fits on the first texts and judges the second
   */
  CrossValidation validate(
      String file,
      List<LabelledText> texts,
      TextSplit split,
      BiFunction<List<LabelledText>, List<LabelledText>, Comparison> compare) {
    int[] fold = split.folds(folds);
    List<Predictions> models = new ArrayList<>();
    Map<String, Predictions> baselines = new LinkedHashMap<>();
    List<Double> accuracies = new ArrayList<>();
    for (int i = 0; i < folds; i++) {
      boolean[] held = TextSplit.isFold(fold, i);
      List<LabelledText> learnt = TextSplit.side(texts, held, false);
      List<LabelledText> judged = TextSplit.side(texts, held, true);
      TextSplit.requireEveryClass(file, learnt, judged);
      Comparison compared = compare.apply(learnt, judged);
      models.add(compared.model());
      accuracies.add(compared.model().figures(null).accuracy());
      compared.baselines().forEach((name, p) -> baselines.merge(name, p, Predictions::and));
    }
    Predictions all = models.stream().reduce(Predictions::and).orElseThrow();
    Map<String, Evaluation> figures = new LinkedHashMap<>();
    baselines.forEach((name, answers) -> figures.put(name, answers.evaluation(seed)));
    return new CrossValidation(folds, all.evaluation(seed), figures, accuracies);
  }
}
