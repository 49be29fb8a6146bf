package io.marketlake.app;

import picocli.CommandLine.Option;

/** Who moves an alias, and why. */
final class ChangeOptions {
  @Option(
      names = "--by",
      paramLabel = "WHO",
      description = "who decides, for ops.model_aliases (default: this user)")
  private String by = System.getProperty("user.name", "unknown");

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "why, for ops.model_aliases")
  private String reason = "";

  String by() {
    return by;
  }

  String reason() {
    return reason;
  }
}
