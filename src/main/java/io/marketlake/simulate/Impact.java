package io.marketlake.simulate;

/** How far a news item moves a price in all, as a share of it; about half at once. */
enum Impact {
  LOW("Low", 0.0012),
  MEDIUM("Medium", 0.0035),
  HIGH("High", 0.009);

  private final String label;
  private final double size;

  Impact(String label, double size) {
    this.label = label;
    this.size = size;
  }

  String label() {
    return label;
  }

  double size() {
    return size;
  }
}
