package io.marketlake.config;

import io.marketlake.feature.text.SentimentRuleSettings;
import io.marketlake.kafka.KafkaSettings;
import io.marketlake.lease.LeaseSettings;
import io.marketlake.reference.ReferenceSettings;
import io.marketlake.registry.RegistrySettings;
import io.marketlake.simulate.SimulatorSettings;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import io.marketlake.topology.StreamSettings;
import io.marketlake.tracking.TrackingSettings;
import io.marketlake.training.SentimentTrainerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Reads the sections of the settings, each into what makes its record: the record's own checks come
 * after those of all keys.
 */
final class SectionReaders {
  /** Keys whose values are shown to nobody. */
  static final Pattern SECRET =
      Pattern.compile(
          "password|secret|token(?!s)|jaas|credential|access.?key|keystore.key",
          Pattern.CASE_INSENSITIVE);

  private static final Duration LONGEST_REQUEST = Duration.ofHours(1);

  private SectionReaders() {}

  static Supplier<S3Settings> s3(SettingsReader in) {
    Optional<String> endpoint = in.optionalText("endpoint");
    Optional<String> region = in.optionalText("region");
    boolean pathStyle = in.flag("path-style", false);
    in.rejectSecrets(SECRET, LakeLocation.NO_KEYS);
    in.rejectUnknownKeys();
    return () -> new S3Settings(endpoint, region, pathStyle);
  }

  static Supplier<LeaseSettings> lease(SettingsReader in) {
    Duration duration = in.duration("duration");
    in.rejectUnknownKeys();
    return () -> new LeaseSettings(duration);
  }

  static Supplier<KafkaSettings> kafka(SettingsReader in) {
    String servers = in.text("bootstrap-servers");
    Duration timeout = in.duration("request-timeout", Duration.ofMillis(1), LONGEST_REQUEST);
    boolean create = in.flag("create-topics", false);
    int partitions = in.smallNumber("topic-partitions", 1);
    boolean acceptLoss = in.flag("accept-loss", false);
    Map<String, String> options = in.section("options").leaves();
    in.rejectUnknownKeys();
    return () -> new KafkaSettings(servers, timeout, create, partitions, acceptLoss, options);
  }

  static Supplier<StreamSettings> stream(SettingsReader in) {
    Duration trigger = in.duration("trigger");
    long most = in.wholeNumber("max-records-per-batch", 1);
    int writes = in.smallNumber("parallel-writes", 1);
    in.rejectUnknownKeys();
    return () -> new StreamSettings(trigger, most, writes);
  }

  static Supplier<ReferenceSettings> reference(SettingsReader in) {
    Duration notice = in.duration("notice");
    in.rejectUnknownKeys();
    return () -> new ReferenceSettings(notice);
  }

  static Supplier<SentimentRuleSettings> sentimentRules(SettingsReader in) {
    Optional<Path> file =
        Optional.of(in.text("file")).filter(name -> !name.equals(Settings.NONE)).map(Path::of);
    boolean beforeTraining = in.flag("before-training", false);
    boolean afterScoring = in.flag("after-scoring", false);
    in.rejectUnknownKeys();
    return () -> new SentimentRuleSettings(file, beforeTraining, afterScoring);
  }

  /** Of the section sentiment, whose other keys are read elsewhere. */
  static Supplier<RegistrySettings> registry(SettingsReader in) {
    Duration poll = in.duration("poll");
    boolean shadow = in.flag("shadow", false);
    return () -> new RegistrySettings(poll, shadow);
  }

  static Supplier<SentimentTrainerSettings> training(SettingsReader in) {
    double holdout = in.number("holdout", 0.05, 0.5);
    long seed = in.wholeNumber("seed", Long.MIN_VALUE);
    int tokens = in.smallNumber("max-tokens", 1000);
    double penalty = in.number("regularization", 0, Double.MAX_VALUE);
    int iterations = in.smallNumber("max-iterations", 1);
    String lexicon = in.text("lexicon");
    in.rejectUnknownKeys();
    return () -> new SentimentTrainerSettings(holdout, seed, tokens, penalty, iterations, lexicon);
  }

  static Supplier<Optional<TrackingSettings>> tracking(SettingsReader in) {
    String uri = in.text("tracking-uri");
    String experiment = in.text("experiment");
    Duration timeout = in.duration("timeout");
    in.rejectUnknownKeys();
    return () ->
        uri.equals(Settings.NONE)
            ? Optional.empty()
            : Optional.of(new TrackingSettings(uri, experiment, timeout));
  }

  static Supplier<SimulatorSettings> simulation(SettingsReader in) {
    long seed = in.wholeNumber("seed", Long.MIN_VALUE);
    double ticks = in.number("ticks-per-second", 0, 1e6);
    double trades = in.number("trades-per-second", 0, 1e6);
    double news = in.number("news-per-minute", 0, 6e7);
    double posts = in.number("posts-per-minute", 0, 6e7);
    double bad = in.number("bad-share", 0, 1);
    double disordered = in.number("out-of-order-share", 0, 1);
    double late = in.number("late-share", 0, 1);
    int symbols = in.smallNumber("symbols", 1);
    if (disordered + late > 1) {
      in.problem("out-of-order-share", "and late-share are more than 1 together");
    }
    in.rejectUnknownKeys();
    return () ->
        new SimulatorSettings(seed, ticks, trades, news, posts, bad, disordered, late, symbols);
  }
}
