package io.marketlake.app;

import io.marketlake.config.SentimentRulesFile;
import io.marketlake.config.Settings;
import io.marketlake.error.Errors;
import io.marketlake.feature.text.SentimentRules;
import io.marketlake.gold.SentimentModels;
import io.marketlake.inference.SentimentScorer;
import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.training.SentimentTrainer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores with models of the registry: one version, or always the newest. A new version is loaded
 * beside the stream and taken up between two micro-batches; if it can't be loaded, the one in use
 * stays.
 */
final class RegistryModels implements SentimentModels {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryModels.class);
  private static final String CHOICE = "sentiment-model";

  private final ModelRegistry registry;
  private final SentimentRules rules;
  private final boolean followsNewest;
  private final Map<String, SentimentScorer> loaded = new ConcurrentHashMap<>();
  private volatile ModelVersion current;
  private @Nullable CompletableFuture<Void> loading;
  private @Nullable ModelVersion tried;

  /** Loads the model to begin with. */
  RegistryModels(ModelRegistry registry, Settings settings) {
    String wanted = settings.sentimentModel();
    SentimentRules known = rules(settings);
    this.registry = registry;
    this.rules = settings.sentimentRules().afterScoring() ? known : SentimentRules.NONE;
    this.followsNewest = wanted.equals(Settings.NEWEST);
    this.current = require(registry, wanted);
    loaded.put(current.version(), scorer(current));
  }

  /** The rules that the settings name, used or not; throws for one that can't be. */
  static SentimentRules rules(Settings settings) {
    return SentimentRulesFile.load(settings.sentimentRules().file());
  }

  /** The version that a setting means; throws if there is none. Needs no Spark session. */
  static ModelVersion require(ModelRegistry registry, String wanted) {
    String kind = SentimentTrainer.KIND;
    return wanted.equals(Settings.NEWEST)
        ? registry.newest(kind).orElseThrow(() -> Errors.noModel(kind, registry.path()))
        : registry.find(kind, wanted);
  }

  @Override
  public Stage scorerFor(MicroBatch batch) {
    if (followsNewest) {
      lookForNewer();
    }
    String version = batch.fixed(CHOICE, () -> current.version());
    return loaded.computeIfAbsent(version, v -> scorer(registry.find(SentimentTrainer.KIND, v)));
  }

  private SentimentScorer scorer(ModelVersion version) {
    return new SentimentScorer(registry.load(version), version.version(), rules);
  }

  /** A thread that sees the jar's classes, as those of the common pool need not. */
  private static void aside(Runnable load) {
    Thread thread = new Thread(load, "model-loader");
    thread.setDaemon(true);
    thread.start();
  }

  private void lookForNewer() {
    if (loading != null && !loading.isDone()) {
      return;
    }
    Optional<ModelVersion> newest = registry.newest(SentimentTrainer.KIND);
    if (newest.isEmpty() || newest.get().equals(current) || newest.get().equals(tried)) {
      return;
    }
    ModelVersion next = newest.get();
    tried = next;
    loading =
        CompletableFuture.supplyAsync(() -> scorer(next), RegistryModels::aside)
            .thenAccept(
                scorer -> {
                  loaded.keySet().retainAll(Set.of(current.version()));
                  loaded.put(next.version(), scorer);
                  current = next;
                  LOG.info(
                      "Scoring with the model {} from the next micro-batch on", next.version());
                })
            .exceptionally(
                e -> {
                  LOG.error(
                      "The model {} can't be loaded; {} stays",
                      next.version(),
                      current.version(),
                      e);
                  return null;
                });
  }
}
