package io.marketlake.training.direction;

import io.marketlake.registry.DirectionModel;
import io.marketlake.training.direction.WalkForward.Fold;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.jspecify.annotations.Nullable;

/** Both recipes and the baselines on the folds of a horizon, as far as these were tried. */
final class FoldTrials {
  private final Map<Recipe, Forecasts> byRecipe = new EnumMap<>(Recipe.class);
  private final Map<Recipe, PipelineModel> lastFits = new EnumMap<>(Recipe.class);
  private final Map<String, Forecasts> baselines = new LinkedHashMap<>();
  private final List<String> recipes = new ArrayList<>();
  private final DirectionTrainerSettings training;
  private @Nullable Forecasts model;

  FoldTrials(DirectionTrainerSettings training) {
    this.training = training;
  }

  /** Which recipe was chosen for each fold. */
  List<String> recipes() {
    return recipes;
  }

  void add(Fold fold) {
    Recipe recipe = chosen();
    recipes.add(recipe.text());
    for (Recipe each : Recipe.values()) {
      PipelineModel fitted = each.fit(fold.train(), training);
      Forecasts forecasts = Forecasts.of(fold.judged(), DirectionModel.of(fitted)::up);
      lastFits.put(each, fitted);
      byRecipe.merge(each, forecasts, Forecasts::and);
      if (each == recipe) {
        model = model == null ? forecasts : model.and(forecasts);
      }
    }
    beside(DirectionReport.MAJORITY, Forecasts.ofMajority(fold.train(), fold.judged()));
    beside(DirectionReport.PERSISTENCE, Forecasts.ofTrend(fold.train(), fold.judged(), false));
    beside(DirectionReport.REVERSAL, Forecasts.ofTrend(fold.train(), fold.judged(), true));
  }

  private void beside(String name, Forecasts forecasts) {
    baselines.merge(name, forecasts, Forecasts::and);
  }

  /** By the folds so far. */
  Recipe chosen() {
    Forecasts forest = byRecipe.get(Recipe.FOREST);
    Forecasts regression = byRecipe.get(Recipe.REGRESSION);
    return forest != null && regression != null && forest.meanLoss() < regression.meanLoss()
        ? Recipe.FOREST
        : Recipe.REGRESSION;
  }

  PipelineModel last(Recipe recipe) {
    PipelineModel fitted = lastFits.get(recipe);
    if (fitted == null) {
      throw new IllegalStateException("no fold was judged");
    }
    return fitted;
  }

  Forecasts model() {
    if (model == null) {
      throw new IllegalStateException("no fold was judged");
    }
    return model;
  }

  /** The model beside the share of rises of each fold's training rows. */
  MajorityTrial besideMajority() {
    Forecasts majority = baselines.get(DirectionReport.MAJORITY);
    if (majority == null) {
      throw new IllegalStateException("no fold was judged");
    }
    return MajorityTrial.of(model(), majority, training.seed());
  }

  /** What stands beside the model. */
  Map<String, Forecasts> all() {
    Map<String, Forecasts> all = new LinkedHashMap<>(baselines);
    byRecipe.forEach((recipe, forecasts) -> all.put(recipe.text(), forecasts));
    return all;
  }

  Map<String, ForecastFigures> figures() {
    Map<String, Forecasts> all = new LinkedHashMap<>();
    all.put(DirectionReport.MODEL, model());
    all.putAll(all());
    Map<String, ForecastFigures> figures = new LinkedHashMap<>();
    all.forEach(
        (name, forecasts) ->
            figures.put(
                name,
                new DayBootstrap(forecasts, training.seed()).figures(training.costBasisPoints())));
    return figures;
  }
}
