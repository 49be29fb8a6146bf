package io.marketlake.grading;

import io.marketlake.error.PipelineException;
import io.marketlake.registry.DirectionProfile;
import io.marketlake.registry.ModelRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the registry has of the training data of versions; each is read once. */
final class ModelProfiles {
  private static final Logger LOG = LoggerFactory.getLogger(ModelProfiles.class);

  private final ModelRegistry registry;
  private final Map<String, Optional<DirectionProfile>> known = new HashMap<>();

  ModelProfiles(ModelRegistry registry) {
    this.registry = registry;
  }

  /** Empty where the version is gone: its forecasts are graded all the same, without drift. */
  Optional<DirectionProfile> of(String interval, int horizon, String version) {
    String kind = DirectionProfile.kind(interval, horizon);
    return known.computeIfAbsent(
        kind + "/" + version,
        name -> {
          try {
            return registry.directionProfile(registry.find(kind, version));
          } catch (PipelineException e) {
            LOG.warn("{} Its drift is not told", e.getMessage());
            return Optional.empty();
          }
        });
  }

  static double[][] deciles(DirectionProfile profile) {
    List<List<Double>> all = profile.deciles();
    return all.stream()
        .map(of -> of.stream().mapToDouble(Double::doubleValue).toArray())
        .toArray(double[][]::new);
  }
}
