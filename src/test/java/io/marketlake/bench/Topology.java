package io.marketlake.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How many processes serve the layers. */
enum Topology {
  /** All in one, compiled quickly rather than well and with marts every 10 seconds. */
  DEMO,
  /** All in one, under the settings of {@code stream.sh}. */
  FUSED,
  /** A process a layer, under the jobs' own settings. */
  SPLIT;

  /** The collector that the scripts choose; and stacks are kept whole in a profile. */
  private static final String OF_JOBS =
      "-XX:+UseParallelGC -XX:FlightRecorderOptions=stackdepth=256";

  private static final String OF_DEMO =
      "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m " + OF_JOBS;

  /** The scripts of its jobs, in the order of the data. */
  List<String> jobs() {
    return switch (this) {
      case DEMO, FUSED -> List.of("stream");
      case SPLIT -> List.of("bronze", "silver", "bars", "gold");
    };
  }

  List<String> options() {
    return switch (this) {
      case DEMO -> List.of("--set", "marts.refresh=10s");
      case FUSED, SPLIT -> List.of();
    };
  }

  /** The environment of its jobs. */
  Map<String, String> environment() {
    return Map.of("RUN_JAVA_OPTIONS", this == DEMO ? OF_DEMO : OF_JOBS);
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
