package io.marketlake.app;

import io.marketlake.registry.ModelCard;
import java.util.Locale;

/** A model's figures in one line. */
final class Figures {
  private Figures() {}

  static String of(ModelCard card) {
    return String.format(
        Locale.ROOT,
        "accuracy %.3f and macro-F1 %.3f on %d held-out texts (majority %.3f), in %.1f s",
        card.model().accuracy(),
        card.model().macroF1(),
        card.split().holdoutRows(),
        card.baseline().accuracy(),
        card.trainingSeconds());
  }
}
