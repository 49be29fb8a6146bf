package io.marketlake.simulate;

/** What a text says of its subject's price. */
enum Mood {
  POSITIVE("Positive", 1),
  NEGATIVE("Negative", -1),
  NEUTRAL("Neutral", 0);

  private final String label;
  private final int direction;

  Mood(String label, int direction) {
    this.label = label;
    this.direction = direction;
  }

  String label() {
    return label;
  }

  int direction() {
    return direction;
  }
}
