package io.marketlake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import io.marketlake.doctor.DoctorSettings;
import io.marketlake.error.ErrorCode;
import io.marketlake.error.PipelineException;
import io.marketlake.feature.bar.BarSettings;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.direction.SentimentWindow;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.text.SentimentRuleSettings;
import io.marketlake.gold.ForecastClock;
import io.marketlake.gold.ForecastTiming;
import io.marketlake.grading.QualitySettings;
import io.marketlake.kafka.KafkaSettings;
import io.marketlake.lease.LeaseSettings;
import io.marketlake.maintenance.MaintenanceSettings;
import io.marketlake.marts.Mart;
import io.marketlake.marts.MartSettings;
import io.marketlake.reference.ReferenceSettings;
import io.marketlake.registry.RegistrySettings;
import io.marketlake.schema.BarSource;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.FieldType;
import io.marketlake.schema.KnownAt;
import io.marketlake.schema.Rule;
import io.marketlake.schema.TimeFormat;
import io.marketlake.simulate.SimulatorSettings;
import io.marketlake.storage.S3Settings;
import io.marketlake.topology.StreamSettings;
import io.marketlake.tracking.TrackingSettings;
import io.marketlake.training.SentimentTrainerSettings;
import io.marketlake.training.direction.DirectionTrainerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tier: CI. */
class SettingsLoaderTest {
  private static final String RATES =
      """
      feeds.rates {
        key = country, event-time = published
        fields = [
          { name = country, required = true }
          { name = published, type = timestamp, required = true }
        ]
      }
      """;

  @TempDir private Path folder;

  @Test
  void theDefaultsAreThese() {
    Settings settings = load(Map.of());

    assertThat(settings)
        .isEqualTo(
            new Settings(
                "lake",
                new S3Settings(
                    Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL_S3")),
                    Optional.ofNullable(System.getenv("AWS_REGION")),
                    false),
                new LeaseSettings(Duration.ofSeconds(60)),
                new KafkaSettings(
                    "localhost:9092", Duration.ofSeconds(15), false, 2, false, Map.of()),
                new StreamSettings(Duration.ofSeconds(1), 500_000, 4),
                new StreamSettings(Duration.ofSeconds(5), 500_000, 4),
                Optional.empty(),
                new ReferenceSettings(Duration.ofMinutes(5)),
                new SentimentRuleSettings(Optional.empty(), false, false),
                Settings.CHAMPION,
                new RegistrySettings(Duration.ofSeconds(5), false),
                new SentimentTrainerSettings(0.2, 42, 262_144, 3e-5, 30),
                Optional.empty(),
                new SimulatorSettings(42, 200, 50, 30, 120, 0.01, 0.05, 0.002, 64),
                new MaintenanceSettings(100_000_000, 1000, Duration.ofDays(7), Duration.ofDays(30)),
                new DoctorSettings(16_000_000, 100, Duration.ofDays(1), 200),
                new MartSettings(
                    Duration.ofSeconds(60), true, Optional.empty(), settings.marts().marts()),
                new BarSettings(
                    Duration.ofMinutes(1),
                    List.of(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofDays(1)),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(10),
                    250,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(30)),
                new IndicatorSettings(
                    List.of(5, 20, 50), List.of(12, 26), 12, 26, 9, 14, 20, 2, 20, 14),
                new DirectionSettings(
                    Duration.ofMinutes(1),
                    List.of(1, 5, 30),
                    Duration.ofSeconds(5),
                    Duration.ofHours(1),
                    new SentimentWindow(
                        Duration.ofMinutes(1), Duration.ofHours(6), Duration.ofHours(1))),
                new DirectionTrainerSettings(5, 30, 30, 2, 60, 5, 50, 0.01, 42),
                new ForecastTiming(ForecastClock.WALL, Duration.ofSeconds(2)),
                new QualitySettings(20, 500, 20, 0.25, Map.of()),
                settings.calendars(),
                settings.saleConditions(),
                settings.feeds()));
    assertThat(settings.marts().marts())
        .extracting(Mart::name)
        .containsExactlyInAnyOrderElementsOf(MartFiles.OWN);
    assertThat(settings.calendars()).containsOnlyKeys("continuous", "us-equities");
    assertThat(settings.saleConditions()).containsOnlyKeys("lean-us-equities");
    assertThat(settings.feeds()).containsOnlyKeys("news", "posts", "ticks", "trades");
  }

  @Test
  void theTicksAreDeclaredAsTheDesignHasThem() {
    Feed ticks = load(Map.of()).feedsNamed(List.of("ticks")).get(0);

    assertThat(ticks)
        .isEqualTo(
            new Feed(
                "ticks",
                "ticks",
                List.of(
                    field(
                        "symbol",
                        "string",
                        true,
                        Optional.of("upper(trim(symbol))"),
                        "ticker symbol",
                        ""),
                    field(
                        "price",
                        "decimal(18,8)",
                        true,
                        Optional.empty(),
                        "price",
                        "the symbol's currency a share or unit"),
                    field(
                        "volume",
                        "decimal(18,6)",
                        true,
                        Optional.empty(),
                        "quantity",
                        "shares or units"),
                    new Field(
                        "timestamp",
                        "timestamp",
                        FieldType.named("timestamp").orElseThrow(),
                        true,
                        List.of(TimeFormat.ISO, TimeFormat.LOCAL, TimeFormat.EPOCH),
                        Optional.empty(),
                        "timestamp"),
                    field("source", "string", false, Optional.empty(), "who sent it", "")),
                "symbol",
                "timestamp",
                ZoneId.of("UTC"),
                KnownAt.KAFKA_TIME,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ticks.rules(),
                Optional.of(
                    new BarSource(
                        "symbol",
                        "price",
                        "volume",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "continuous")),
                Optional.of("symbol")));
    assertThat(ticks.rules())
        .extracting(Rule::name)
        .containsExactlyInAnyOrder(
            "symbol-is-a-symbol",
            "symbol-is-known",
            "price-is-positive",
            "volume-is-not-negative",
            "time-is-after-1970",
            "time-is-not-ahead-of-kafka");
  }

  /** A setting's other value, and where it arrives. */
  private record Arrival(String value, Function<Settings, Object> read, Object expected) {}

  private static Map<String, Arrival> arrivals() {
    Map<String, Arrival> keys = new LinkedHashMap<>();
    keys.put("lake.path", new Arrival("/data", Settings::lakePath, "/data"));
    keys.put(
        "s3.endpoint",
        new Arrival(
            "http://127.0.0.1:9100", s -> s.s3().endpoint(), Optional.of("http://127.0.0.1:9100")));
    keys.put(
        "s3.region", new Arrival("eu-north-7", s -> s.s3().region(), Optional.of("eu-north-7")));
    keys.put("s3.path-style", new Arrival("true", s -> s.s3().pathStyle(), true));
    keys.put(
        "lease.duration", new Arrival("90s", s -> s.leases().duration(), Duration.ofSeconds(90)));
    keys.put(
        "kafka.bootstrap-servers",
        new Arrival("a:1,b:2", s -> s.kafka().bootstrapServers(), "a:1,b:2"));
    keys.put(
        "kafka.request-timeout",
        new Arrival("2 m", s -> s.kafka().requestTimeout(), Duration.ofMinutes(2)));
    keys.put("kafka.create-topics", new Arrival("true", s -> s.kafka().createTopics(), true));
    keys.put("kafka.topic-partitions", new Arrival("7", s -> s.kafka().topicPartitions(), 7));
    keys.put("kafka.accept-loss", new Arrival("true", s -> s.kafka().acceptLoss(), true));
    keys.put(
        "stream.trigger", new Arrival("250ms", s -> s.stream().trigger(), Duration.ofMillis(250)));
    keys.put(
        "stream.max-records-per-batch",
        new Arrival("9000000000", s -> s.stream().maxRecordsPerBatch(), 9_000_000_000L));
    keys.put("stream.parallel-writes", new Arrival("3", s -> s.stream().parallelWrites(), 3));
    keys.put(
        "reference.notice", new Arrival("2m", s -> s.reference().notice(), Duration.ofMinutes(2)));
    keys.put(
        "text.linking-file",
        new Arrival("my.conf", Settings::linkingFile, Optional.of(Path.of("my.conf"))));
    keys.put(
        "sentiment.rules.file",
        new Arrival("my.conf", s -> s.sentimentRules().file(), Optional.of(Path.of("my.conf"))));
    keys.put(
        "sentiment.rules.before-training",
        new Arrival("true", s -> s.sentimentRules().beforeTraining(), true));
    keys.put(
        "sentiment.rules.after-scoring",
        new Arrival("true", s -> s.sentimentRules().afterScoring(), true));
    keys.put("sentiment.model", new Arrival("v1", Settings::sentimentModel, "v1"));
    keys.put("sentiment.poll", new Arrival("7s", s -> s.registry().poll(), Duration.ofSeconds(7)));
    Optional<TrackingSettings> tracking =
        Optional.of(new TrackingSettings("http://a:1", "e", Duration.ofSeconds(3)));
    keys.put("mlflow.tracking-uri", new Arrival("http://a:1", Settings::tracking, tracking));
    keys.put("mlflow.experiment", new Arrival("e", Settings::tracking, tracking));
    keys.put("mlflow.timeout", new Arrival("3s", Settings::tracking, tracking));
    keys.put("sentiment.shadow", new Arrival("true", s -> s.registry().shadow(), true));
    keys.put("sentiment.training.holdout", new Arrival("0.3", s -> s.training().holdout(), 0.3));
    keys.put("sentiment.training.seed", new Arrival("-1", s -> s.training().seed(), -1L));
    keys.put(
        "sentiment.training.max-tokens", new Arrival("1024", s -> s.training().maxTokens(), 1024));
    keys.put(
        "sentiment.training.regularization",
        new Arrival("1e-3", s -> s.training().regParam(), 0.001));
    keys.put(
        "sentiment.training.max-iterations", new Arrival("60", s -> s.training().maxIter(), 60));
    keys.put(
        "sentiment.training.lexicon", new Arrival("words", s -> s.training().lexicon(), "words"));
    keys.put(
        "direction.interval",
        new Arrival("15s", s -> s.direction().interval(), Duration.ofSeconds(15)));
    keys.put(
        "direction.horizons", new Arrival("2,3", s -> s.direction().horizons(), List.of(2, 3)));
    keys.put(
        "direction.forecast-delay",
        new Arrival("9s", s -> s.direction().forecastDelay(), Duration.ofSeconds(9)));
    keys.put(
        "direction.stale-after",
        new Arrival("2h", s -> s.direction().staleAfter(), Duration.ofHours(2)));
    keys.put(
        "direction.sentiment.delay",
        new Arrival("2m", s -> s.direction().sentiment().delay(), Duration.ofMinutes(2)));
    keys.put(
        "direction.sentiment.window",
        new Arrival("3h", s -> s.direction().sentiment().window(), Duration.ofHours(3)));
    keys.put(
        "direction.sentiment.half-life",
        new Arrival("30m", s -> s.direction().sentiment().halfLife(), Duration.ofMinutes(30)));
    keys.put(
        "direction.clock",
        new Arrival("event", s -> s.directionTiming().clock(), ForecastClock.EVENT));
    keys.put(
        "direction.commit-allowance",
        new Arrival("4s", s -> s.directionTiming().commitAllowance(), Duration.ofSeconds(4)));
    keys.put(
        "direction.quality.window-days",
        new Arrival("7", s -> s.directionQuality().windowDays(), 7));
    keys.put(
        "direction.quality.least-rows", new Arrival("9", s -> s.directionQuality().leastRows(), 9));
    keys.put(
        "direction.quality.lost-skill-days",
        new Arrival("4", s -> s.directionQuality().lostSkillDays(), 4));
    keys.put(
        "direction.quality.drift.threshold",
        new Arrival("0.3", s -> s.directionQuality().driftThreshold(), 0.3));
    keys.put("direction.training.folds", new Arrival("3", s -> s.directionTraining().folds(), 3));
    keys.put("direction.training.purge", new Arrival("7", s -> s.directionTraining().purge(), 7));
    keys.put(
        "direction.training.embargo", new Arrival("8", s -> s.directionTraining().embargo(), 8));
    keys.put(
        "direction.training.cost-basis-points",
        new Arrival("1.5", s -> s.directionTraining().costBasisPoints(), 1.5));
    keys.put("direction.training.trees", new Arrival("9", s -> s.directionTraining().trees(), 9));
    keys.put("direction.training.depth", new Arrival("4", s -> s.directionTraining().depth(), 4));
    keys.put(
        "direction.training.leaf-rows",
        new Arrival("11", s -> s.directionTraining().leafRows(), 11));
    keys.put(
        "direction.training.regularization",
        new Arrival("0.5", s -> s.directionTraining().regParam(), 0.5));
    keys.put("direction.training.seed", new Arrival("-3", s -> s.directionTraining().seed(), -3L));
    keys.put("simulation.seed", new Arrival("7", s -> s.simulation().seed(), 7L));
    keys.put(
        "simulation.ticks-per-second", new Arrival("1", s -> s.simulation().ticksPerSecond(), 1.0));
    keys.put(
        "simulation.trades-per-second",
        new Arrival("2", s -> s.simulation().tradesPerSecond(), 2.0));
    keys.put(
        "simulation.news-per-minute", new Arrival("3", s -> s.simulation().newsPerMinute(), 3.0));
    keys.put(
        "simulation.posts-per-minute", new Arrival("4", s -> s.simulation().postsPerMinute(), 4.0));
    keys.put("simulation.bad-share", new Arrival("0.1", s -> s.simulation().badShare(), 0.1));
    keys.put(
        "simulation.out-of-order-share",
        new Arrival("0.2", s -> s.simulation().outOfOrderShare(), 0.2));
    keys.put("simulation.late-share", new Arrival("0.3", s -> s.simulation().lateShare(), 0.3));
    keys.put("simulation.symbols", new Arrival("5", s -> s.simulation().symbols(), 5));
    keys.put(
        "maintenance.target-file-size",
        new Arrival("1 GB", s -> s.maintenance().targetFileBytes(), 1_000_000_000L));
    keys.put(
        "maintenance.open-day-small-files",
        new Arrival("6", s -> s.maintenance().openDaySmallFiles(), 6));
    keys.put(
        "maintenance.retention",
        new Arrival("2d", s -> s.maintenance().retention(), Duration.ofDays(2)));
    keys.put(
        "maintenance.log-retention",
        new Arrival("8d", s -> s.maintenance().logRetention(), Duration.ofDays(8)));
    keys.put(
        "doctor.small-file-size", new Arrival("500kB", s -> s.doctor().smallFileBytes(), 500_000L));
    keys.put("doctor.small-files", new Arrival("7", s -> s.doctor().smallFiles(), 7));
    keys.put(
        "doctor.orphan-age", new Arrival("3h", s -> s.doctor().orphanAge(), Duration.ofHours(3)));
    keys.put("marts.refresh", new Arrival("7s", s -> s.marts().refresh(), Duration.ofSeconds(7)));
    keys.put("marts.in-stream", new Arrival("false", s -> s.marts().inStream(), false));
    keys.put(
        "marts.folder", new Arrival("docs", s -> s.marts().folder(), Optional.of(Path.of("docs"))));
    keys.put("doctor.commits", new Arrival("8", s -> s.doctor().commits(), 8));
    keys.put(
        "bars.trigger", new Arrival("2s", s -> s.barStream().trigger(), Duration.ofSeconds(2)));
    keys.put("bars.interval", new Arrival("5s", s -> s.bars().interval(), Duration.ofSeconds(5)));
    keys.put(
        "bars.roll-ups",
        new Arrival(
            "15s, 1d",
            s -> s.bars().rollUps(),
            List.of(Duration.ofSeconds(15), Duration.ofDays(1))));
    keys.put("bars.lateness", new Arrival("0s", s -> s.bars().lateness(), Duration.ZERO));
    keys.put(
        "bars.quiet-lateness",
        new Arrival("1h", s -> s.bars().quietLateness(), Duration.ofHours(1)));
    keys.put("bars.warm-after", new Arrival("1", s -> s.bars().warmAfter(), 1));
    keys.put(
        "bars.windows.length",
        new Arrival("50s", s -> s.bars().windowLength(), Duration.ofSeconds(50)));
    keys.put(
        "bars.windows.slide",
        new Arrival("25s", s -> s.bars().windowSlide(), Duration.ofSeconds(25)));
    keys.put(
        "bars.indicators.sma",
        new Arrival("3, 4", s -> s.indicators().smaPeriods(), List.of(3, 4)));
    keys.put("bars.indicators.ema", new Arrival("6", s -> s.indicators().emaPeriods(), List.of(6)));
    keys.put("bars.indicators.macd.fast", new Arrival("5", s -> s.indicators().macdFast(), 5));
    keys.put("bars.indicators.macd.slow", new Arrival("7", s -> s.indicators().macdSlow(), 7));
    keys.put("bars.indicators.macd.signal", new Arrival("8", s -> s.indicators().macdSignal(), 8));
    keys.put("bars.indicators.rsi", new Arrival("10", s -> s.indicators().rsiPeriod(), 10));
    keys.put(
        "bars.indicators.bollinger.period",
        new Arrival("11", s -> s.indicators().bollingerPeriod(), 11));
    keys.put(
        "bars.indicators.bollinger.width",
        new Arrival("2.5", s -> s.indicators().bollingerWidth(), 2.5));
    keys.put(
        "bars.indicators.volatility",
        new Arrival("13", s -> s.indicators().volatilityPeriod(), 13));
    keys.put("bars.indicators.atr", new Arrival("15", s -> s.indicators().atrPeriod(), 15));
    return keys;
  }

  @Test
  void everyKeyOfTheSettingsFileArrivesFromTheCommandLineAndTheEnvironment() {
    Map<String, Arrival> arrivals = arrivals();
    Set<String> keys =
        ConfigFactory.parseFile(Path.of("conf/marketlake.conf").toFile()).entrySet().stream()
            .map(Map.Entry::getKey)
            .filter(key -> !key.matches("(feeds|calendars|sale-conditions)\\..*"))
            .collect(Collectors.toSet());
    Settings defaults = load(Map.of());
    Map<String, String> overrides =
        arrivals.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().value()));
    Map<String, String> environment =
        overrides.entrySet().stream()
            .collect(Collectors.toMap(e -> variable(e.getKey()), Map.Entry::getValue));

    Settings set = load(overrides);
    Settings fromEnvironment = load(Optional.empty(), Map.of(), environment);

    assertThat(arrivals).containsOnlyKeys(keys);
    arrivals.forEach(
        (key, arrival) ->
            assertThat(arrival.read().apply(set))
                .as(key)
                .isEqualTo(arrival.expected())
                .isNotEqualTo(arrival.read().apply(defaults)));
    assertThat(fromEnvironment).isEqualTo(set);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3.secret-key=planted-secret",
        "s3.access-key=planted-secret",
        "s3.endpoint=https://key:planted-secret@host",
        "s3.endpoint=planted-secret",
        "s3.region=planted secret",
        "lake.path=s3a://key:planted-secret@bucket/lake",
        "lease.duration=1ms"
      })
  void noCredentialIsASettingAndNoneIsRepeated(String wrong) {
    int equals = wrong.indexOf('=');
    String key = wrong.substring(0, equals);

    PipelineException mistake =
        catchThrowableOfType(
            PipelineException.class, () -> load(Map.of(key, wrong.substring(equals + 1))));

    assertThat(mistake)
        .hasMessageContaining(key)
        .hasMessageNotContaining("planted")
        .hasMessageNotContaining("did you mean");
  }

  @Test
  void everySingleKeyOfAFeedArrivesEvenWhereTheFeedLeavesItOut() {
    Path file = file("feeds.ticks.fields += { name = nr, type = long }");
    Map<String, String> values = new LinkedHashMap<>();
    values.put("topic", "other");
    values.put("key", "source");
    values.put("event-time", "timestamp");
    values.put("zone", "Asia/Tokyo");
    values.put("known-at.source", "event");
    values.put("known-at.delay", "2h");
    values.put("identity", "source");
    values.put("text", "source");
    values.put("subject", "symbol");
    values.put("company", "source");
    values.put("impact.column", "source");
    values.put("impact.keep", "high");
    values.put("bars.symbol", "source");
    values.put("bars.price", "volume");
    values.put("bars.volume", "nr");
    values.put("bars.sequence", "nr");
    values.put("bars.sale-condition", "source");
    values.put("bars.sale-conditions", "lean-us-equities");
    values.put("bars.calendar", "us-equities");
    Map<String, String> overrides =
        values.entrySet().stream()
            .collect(Collectors.toMap(e -> "feeds.ticks." + e.getKey(), Map.Entry::getValue));
    Map<String, String> environment =
        overrides.entrySet().stream()
            .collect(Collectors.toMap(e -> variable(e.getKey()), Map.Entry::getValue));

    Feed ticks = load(Optional.of(file), overrides, Map.of()).feedsNamed(List.of("ticks")).get(0);

    assertThat(values).containsOnlyKeys(FeedReader.SINGLE_KEYS);
    assertThat(ticks.topic()).isEqualTo("other");
    assertThat(ticks.key()).isEqualTo("source");
    assertThat(ticks.zone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    assertThat(ticks.knownAt()).isEqualTo(new KnownAt(KnownAt.Source.EVENT, Duration.ofHours(2)));
    assertThat(ticks.identityColumn()).contains("source");
    assertThat(ticks.text()).contains("source");
    assertThat(ticks.subject()).contains("symbol");
    assertThat(ticks.company()).contains("source");
    assertThat(ticks.rules()).extracting(Rule::name).contains(ImpactReader.RULE);
    assertThat(ticks.bars())
        .contains(
            new BarSource(
                "source",
                "volume",
                "nr",
                Optional.of("nr"),
                Optional.of("source"),
                Optional.of("lean-us-equities"),
                "us-equities"));
    assertThat(load(Optional.of(file), Map.of(), environment).feeds().get("ticks"))
        .isEqualTo(ticks);
  }

  @Test
  void theCommandLineWinsOverTheEnvironmentOverTheFileOverTheDefaults() {
    Path file = file("lake.path = from-file, stream.trigger = 3s, sentiment.model = from-file");
    Map<String, String> environment =
        Map.of("MARKETLAKE_LAKE_PATH", "from-env", "MARKETLAKE_STREAM_TRIGGER", "2s");

    Settings settings = load(Optional.of(file), Map.of("lake.path", "from-set"), environment);

    assertThat(settings.lakePath()).isEqualTo("from-set");
    assertThat(settings.stream().trigger()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.sentimentModel()).isEqualTo("from-file");
    assertThat(settings.stream().parallelWrites()).isEqualTo(4);
  }

  @Test
  void optionsOfTheKafkaClientAreTakenHoweverTheirDotsAreWritten() {
    Path file =
        file(
            "kafka.options { security.protocol = SSL, \"client.rack\" = r1, \"sasl.mechanism\" = A }");

    assertThat(load(Optional.of(file), Map.of(), Map.of()).kafka().options())
        .isEqualTo(Map.of("security.protocol", "SSL", "client.rack", "r1", "sasl.mechanism", "A"));
    assertThat(
            load(
                    Optional.of(file),
                    Map.of(
                        "kafka.options.\"security.protocol\"", "PLAINTEXT",
                        "kafka.options.client.rack", "r2"),
                    Map.of(
                        "MARKETLAKE_KAFKA_OPTIONS_CLIENT_RACK", "r3",
                        "MARKETLAKE_KAFKA_OPTIONS_SASL_MECHANISM", "B",
                        "MARKETLAKE_KAFKA_OPTIONS_SASL_JAAS_CONFIG", "x"))
                .kafka()
                .options())
        .isEqualTo(
            Map.of(
                "security.protocol", "PLAINTEXT",
                "client.rack", "r2",
                "sasl.mechanism", "B",
                "sasl.jaas.config", "x"));
  }

  @Test
  void secretsAreMaskedInTheEffectiveSettings() {
    Path file =
        file(
            """
            kafka.options {
              "sasl.jaas.config" = "user and hidden"
              "ssl.key.password" = hidden
              "ssl.keystore.key" = hidden
              ssl.truststore.password = hidden
              "security.protocol" = SASL_SSL
            }
            """);

    SettingsLoader.Loaded loaded =
        SettingsLoader.load(
            Optional.of(file),
            Map.of("kafka.options.\"sasl.login.token\"", "hidden"),
            Map.of("MARKETLAKE_KAFKA_OPTIONS_CLIENT_SECRET", "hidden"));

    assertThat(loaded.effective().values()).noneMatch(v -> v.contains("hidden"));
    assertThat(loaded.effective())
        .containsEntry("kafka.options.sasl.jaas.config", "******")
        .containsEntry("kafka.options.client.secret", "******")
        .containsEntry("kafka.options.security.protocol", "\"SASL_SSL\"")
        .containsEntry("stream.trigger", "\"1s\"");
    assertThat(loaded.settings().kafka().options())
        .containsEntry("sasl.jaas.config", "user and hidden");
  }

  @Test
  void aBaseBarFitsTheSessionsOfItsFeeds() {
    Map<String, String> hours = new TreeMap<>(Map.of("bars.interval", "1h", "bars.roll-ups", "1d"));
    assertThat(load(hours).bars().interval()).isEqualTo(Duration.ofHours(1));
    hours.put("feeds.ticks.bars.calendar", "us-equities");
    assertThat(mistake(Optional.empty(), hours, Map.of()))
        .hasMessageContaining(
            "bars.interval is 1h, on whose grid the sessions of the feed ticks (calendar us-equities)"
                + " do not open; choose a shorter one");
    hours.put("bars.interval", "30m");
    hours.put("bars.roll-ups", "1h,1d");
    assertThat(load(hours).bars().interval()).isEqualTo(Duration.ofMinutes(30));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lakes.path | x | lakes is unknown; did you mean lake?",
        "lake.pth | x | lake.pth is unknown; did you mean lake.path?",
        "kafka.bootstrap-server | a:1 | did you mean kafka.bootstrap-servers?",
        "sentiment.training.sed | 1 | did you mean sentiment.training.seed?",
        "feeds.ticks.tpoic | x | feeds.ticks.tpoic is unknown; did you mean feeds.ticks.topic?",
        "feeds.ticks.known-at.delya | 1s | did you mean feeds.ticks.known-at.delay?",
        "feeds.ticks.rules.price-is-positive.acton | drop | did you mean feeds.ticks.rules.price-is-positive.action?",
        "feeds.tick.topic | x | feeds.tick has no fields, and so is no feed; did you mean feeds.ticks?",
        "lake.path | ' ' | lake.path is empty",
        "lake..path | x | --set lake..path is no key",
        "stream.trigger | 10 | stream.trigger is '10', which is no duration (a number with its unit: ms, s, m, h, d)",
        "stream.trigger | 10 parsecs | stream.trigger is '10 parsecs', which is no duration",
        "stream.trigger | -1s | stream.trigger is '-1s', which is no duration",
        "stream.trigger | 99999999999999999d | which is no duration",
        "kafka.request-timeout | 0s | kafka.request-timeout must be between 1ms and 3600s",
        "kafka.bootstrap-servers | localhost | kafka.bootstrap-servers is 'localhost', but must be host:port[,host:port…]",
        "kafka.topic-partitions | 0 | kafka.topic-partitions is 0, but must be at least 1",
        "kafka.topic-partitions | 3000000000 | kafka.topic-partitions is 3000000000, but must be at most 2147483647",
        "kafka.create-topics | yes | kafka.create-topics is 'yes', which is none of true, false",
        "stream.max-records-per-batch | 1.5 | stream.max-records-per-batch is '1.5', which is no whole number",
        "simulation.bad-share | 2 | simulation.bad-share is 2, but must be between 0.0 and 1.0",
        "simulation.bad-share | NaN | simulation.bad-share is NaN, but must be between",
        "simulation.out-of-order-share | 1 | simulation.out-of-order-share and late-share are more than 1 together",
        "sentiment.training.max-tokens | 5000000 | sentiment.training.max-tokens must be from 1000 to 4194304, not 5000000",
        "feeds.ticks.zone | Mars/Phobos | feeds.ticks.zone is 'Mars/Phobos', which is none of the time zones",
        "feeds.ticks.topic | trades | feeds.trades reads the topic trades, which is the feed ticks's",
        "feeds.ticks.topic | a,b | feeds.ticks.topic is 'a,b', which Kafka takes for no topic's name",
        "feeds.ticks.event-time | when | feeds.ticks.event-time is 'when', which is none of price, source, symbol, timestamp, volume",
        "feeds.ticks.event-time | price | feeds.ticks.event-time is price, which is no timestamp",
        "feeds.ticks.identity | nr | feeds.ticks.identity is 'nr', which is none of price, source",
        "feeds.ticks.identity | timestamp | feeds.ticks.identity is the event time, which tells no two events apart",
        "feeds.ticks.text | headline | feeds.ticks.text is 'headline', which is none of price, source, symbol, volume",
        "feeds.ticks.known-at.source | clock | feeds.ticks.known-at.source is 'clock', which is none of kafka, event",
        "feeds.ticks.rules.price-is-positive.action | shout | is 'shout', which is none of warn, quarantine, drop, fail",
        "feeds.ticks.fields | x | feeds.ticks.fields must be a list [ { … }, … ]",
        "lake | x | lake must be a block { … }",
        "bars.interval | 7m | bars.interval must be at least 1s, and a whole number of them must make a day",
        "bars.interval | 500ms | bars.interval must be at least 1s",
        "bars.roll-ups | 90s | bars.roll-ups must each be a multiple of interval of which a whole number makes a day",
        "bars.roll-ups | 5m,1 | bars.roll-ups has '1', which is no duration (a number with its unit: ms, s, m, h, d)",
        "bars.roll-ups | 5m,5m | bars.roll-ups must not have a length twice",
        "bars.quiet-lateness | 9s | bars.quiet-lateness must not be shorter than lateness",
        "bars.warm-after | 0 | bars.warm-after is 0, but must be at least 1",
        "bars.windows.length | 45s | bars.windows.length must be a multiple of windows.slide",
        "bars.windows.length | 0s | bars.windows.length must be longer than nothing",
        "bars.windows.slide | 500ms | bars.windows.slide must be at least 1s",
        "bars.windows.slid | 1s | bars.windows.slid is unknown; did you mean bars.windows.slide?",
        "bars.intervall | 1m | bars.intervall is unknown; did you mean bars.interval?",
        "feeds.ticks.bars.price | prize | feeds.ticks.bars.price is 'prize', which is none of price, source, symbol, volume",
        "feeds.ticks.bars.price | timestamp | feeds.ticks.bars.price is 'timestamp', which is none of price, source",
        "feeds.ticks.bars.volume | source | feeds.ticks.bars.volume is source, whose type is not decimal, double or long",
        "feeds.ticks.bars.symbol | price | feeds.ticks.bars.symbol is price, whose type is not string",
        "feeds.ticks.bars.sequence | price | feeds.ticks.bars.sequence is price, whose type is not long",
        "feeds.ticks.bars.calendar | us-equity | feeds.ticks.bars.calendar is 'us-equity', which is none of continuous, us-equities",
        "feeds.ticks.bars.sale-condition | source | feeds.ticks.bars.sale-conditions is missing, and so is the meaning of the codes in sale-condition",
        "feeds.ticks.bars.sale-conditions | lean-us-equities | feeds.ticks.bars.sale-condition is missing, and so is the column of sale-conditions' codes",
        "feeds.trades.bars.sale-conditions | lean | feeds.trades.bars.sale-conditions is 'lean', which is none of lean-us-equities",
        "feeds.ticks.bars.simbol | x | feeds.ticks.bars.simbol is unknown; did you mean feeds.ticks.bars.symbol?",
      })
  void oneWrongSettingIsOneClearSentence(String key, String value, String expected) {
    PipelineException mistake = mistake(Optional.empty(), Map.of(key, value), Map.of());

    assertThat(mistake).hasMessageContaining(expected);
    assertThat(mistake.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(mistake.code().exitStatus()).isEqualTo(2);
    if (!key.equals("lake")) {
      assertThat(mistake.getMessage())
          .startsWith("the settings can't be used, because ")
          .endsWith("; correct them where they are set (conf/marketlake.conf lists every key).")
          .doesNotContain("\n");
    }
  }

  @Test
  void anUnknownVariableIsAProblemAndThoseOfTheScriptsAreNone() {
    assertThat(mistake(Optional.empty(), Map.of(), Map.of("MARKETLAKE_LAKE_PAHT", "x")))
        .hasMessageContaining(
            "the environment variable MARKETLAKE_LAKE_PAHT is unknown;"
                + " did you mean MARKETLAKE_LAKE_PATH?");
    assertThat(
            load(
                    Optional.empty(),
                    Map.of(),
                    Map.of(
                        "MARKETLAKE_CONF_FILE", "x", "MARKETLAKE_FAIL_POINT", "y", "PATH", "/bin"))
                .lakePath())
        .isEqualTo("lake");
  }

  /** What is between the reason's beginning and the cure. */
  private static List<String> problems(PipelineException mistake) {
    String reason = String.valueOf(mistake.getMessage()).split(", because |; correct them", -1)[1];
    return List.of(reason.split("; and ", -1));
  }

  @Test
  void allProblemsAreReportedAtOnceAndEachOnce() {
    Path file = file("lake.pth = x, kafka.topic-partitions = null, stream.trigger = 10");

    PipelineException mistake =
        mistake(
            Optional.of(file),
            Map.of("sentiment.training.holdout", "9", "kafka.bootstrap-servers", ""),
            Map.of("MARKETLAKE_NOTHING", "x"));

    assertThat(problems(mistake))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("MARKETLAKE_NOTHING is unknown"),
            line -> assertThat(line).contains("lake.pth is unknown"),
            line -> assertThat(line).isEqualTo("kafka.bootstrap-servers is empty"),
            line -> assertThat(line).isEqualTo("kafka.topic-partitions is missing"),
            line -> assertThat(line).contains("stream.trigger is '10', which is no duration"),
            line ->
                assertThat(line)
                    .contains("sentiment.training.holdout is 9, but must be between 0.05 and 0.5"));
  }

  @Test
  void aFileDeclaresAFeedOfItsOwnWithFewWords() {
    Feed rates = load(Optional.of(file(RATES)), Map.of(), Map.of()).feeds().get("rates");

    assertThat(rates)
        .isEqualTo(
            new Feed(
                "rates",
                "rates",
                List.of(
                    field("country", "string", true, Optional.empty(), "country", ""),
                    new Field(
                        "published",
                        "published",
                        FieldType.named("timestamp").orElseThrow(),
                        true,
                        List.of(TimeFormat.ISO, TimeFormat.LOCAL, TimeFormat.EPOCH),
                        Optional.empty(),
                        "published")),
                "country",
                "published",
                ZoneOffset.UTC,
                KnownAt.KAFKA_TIME,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of()));
    assertThat(load(Optional.of(file("feeds.ticks = null")), Map.of(), Map.of()).feeds())
        .as("a feed taken away")
        .containsOnlyKeys("news", "posts", "trades");
  }

  @Test
  void aFieldMayHaveTheNameOfAColumnOfTextsWhereThereIsNoText() {
    String rates = RATES.replace("name = country,", "name = country, column = language,");

    Settings settings = load(Optional.of(file(rates)), Map.of(), Map.of());
    PipelineException mistake =
        mistake(
            Optional.of(file(rates.replace("key = country", "key = country, text = language"))),
            Map.of(),
            Map.of());

    assertThat(settings.feeds()).containsKey("rates");
    assertThat(mistake)
        .hasMessageContaining("has a field whose column language is one of marketlake's own");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ name = offset, type = long } | has a field whose column offset is one of marketlake's own (give it another with column = …)",
        "{ name = Feed } | has a field whose column feed is one of marketlake's own",
        "{ name = event_time } | has a field whose column event_time is one of marketlake's own",
        "{ name = Country } | feeds.rates.fields has two fields for the column country",
        "{ name = country, column = other } | feeds.rates.fields has the field country twice",
        "{ name = rate, typ = double } | feeds.rates.fields[2].typ is unknown; did you mean feeds.rates.fields[2].type?",
        "{ name = rate, type = money } | feeds.rates.fields[2].type is 'money', which is none of string, long, double",
        "{ name = rate, type = 'decimal(39,2)' } | which is none of",
        "{ name = rate, type = 'decimal(99999999999,2)' } | which is none of",
        "{ name = rate, column = Rate } | feeds.rates.fields[2].column is 'Rate', but must be snake_case",
        "{ name = 52w } | feeds.rates.fields[2].column is '52w', but must be snake_case",
        "{ name = rate, required = maybe } | feeds.rates.fields[2].required is 'maybe', which is none of true, false",
        "{ name = at, type = timestamp, formats = [iso, unix] } | feeds.rates.fields[2].formats has 'unix', which is none of iso, local, date, epoch, epoch-ns",
        "{ type = long } | feeds.rates.fields[2].name is missing",
        "rate | feeds.rates.fields[2] must be a block { … }",
      })
  void aWrongFieldIsOneClearSentence(String field, String expected) {
    Path file =
        file(
            RATES.replace(
                "published, type = timestamp, required = true }",
                "published, type = timestamp, required = true },\n" + field.replace('\'', '"')));

    PipelineException mistake = mistake(Optional.of(file), Map.of(), Map.of());

    assertThat(mistake.getMessage()).contains(expected).doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rule { a { expr = 'x' } } | feeds.rates.rule is unknown; did you mean feeds.rates.rules?",
        "knownat { source = event } | feeds.rates.knownat is unknown; did you mean feeds.rates.known-at?",
        "rules { a { action = drop } } | feeds.rates.rules.a.expr is missing",
        "rules { a { expr = 'x', action = delete } } | feeds.rates.rules.a.action is 'delete', which is none of warn, quarantine, drop, fail",
        "rules { a = 'x > 1' } | feeds.rates.rules.a must be a block { … }",
        "identity = '' | feeds.rates.identity is empty",
        "fields = [] | feeds.rates.fields is empty",
        "topic = null, zone = [] | feeds.rates.zone must be a single value",
      })
  void aWrongFeedIsOneClearSentence(String more, String expected) {
    Path file = file(RATES + "feeds.rates { " + more.replace('\'', '"') + " }");

    assertThat(mistake(Optional.of(file), Map.of(), Map.of())).hasMessageContaining(expected);
  }

  @Test
  void anEventTimeTakesNoExpressionAndAFeedNoOddName() {
    assertThat(
            mistake(
                Optional.of(
                    file(
                        RATES
                            .replace("= published\n", "= published, topic = r\n")
                            .replace("type = timestamp,", "type = timestamp, expr = \"now()\","))),
                Map.of(),
                Map.of()))
        .hasMessageContaining("feeds.rates.event-time is published, which can't have an expr");
    assertThat(
            mistake(
                Optional.of(file(RATES.replace("feeds.rates", "feeds.Interest-Rates"))),
                Map.of(),
                Map.of()))
        .hasMessageContaining("feeds.Interest-Rates must be named in snake_case, as its table is");
    assertThat(
            mistake(
                Optional.of(file(RATES.replace("feeds.rates", "feeds.late"))), Map.of(), Map.of()))
        .hasMessageContaining("feeds.late must have another name, since a table of marketlake's");
    assertThat(
            mistake(
                Optional.of(
                    file("feeds { ticks = null, trades = null, news = null, posts = null }")),
                Map.of(),
                Map.of()))
        .hasMessageContaining("because feeds declares no feed;");
  }

  @Test
  void aFileThatIsNotThereOrNoHoconIsNamedWithTheLine() {
    Path absent = folder.resolve("absent.conf");
    Path broken = file("lake {\n  path = \"x\"\n  broken ]\n}\n");
    Path unresolved = file("lake.path = ${nothing.of.the.kind}");

    assertThat(mistake(Optional.of(absent), Map.of(), Map.of()))
        .hasMessage(
            "the settings file %s can't be read, because there is no such file;"
                + " give an existing HOCON file with --conf-file.",
            absent);
    assertThat(mistake(Optional.of(broken), Map.of(), Map.of()))
        .hasMessageContaining("the settings file " + broken + " can't be read, because ")
        .hasMessageContaining(": 3: ");
    assertThat(mistake(Optional.of(unresolved), Map.of(), Map.of()))
        .hasMessageContaining("nothing.of.the.kind");
  }

  @Test
  void aFeedThatIsNotDeclaredIsNamedWithThoseThatAre() {
    Settings settings = load(Map.of());

    assertThat(settings.feedsNamed(List.of("ticks", "news", "ticks")))
        .extracting(Feed::name)
        .containsExactly("news", "ticks");
    assertThat(settings.feedsNamed(List.of())).hasSize(4);
    assertThatThrownBy(() -> settings.feedsNamed(List.of("tick")))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "there is no feed 'tick', because the settings declare only news, posts, ticks, trades;"
                + " name one of these, or declare it under feeds { … }.");
  }

  private static Field field(
      String name,
      String type,
      boolean required,
      Optional<String> expression,
      String doc,
      String unit) {
    return new Field(
        name,
        name,
        FieldType.named(type).orElseThrow(),
        required,
        List.of(),
        expression,
        doc,
        unit);
  }

  private static String variable(String key) {
    return "MARKETLAKE_" + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  private Path file(String text) {
    try {
      return Files.writeString(Files.createTempFile(folder, "settings", ".conf"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Settings load(Map<String, String> overrides) {
    return load(Optional.empty(), overrides, Map.of());
  }

  private static Settings load(
      Optional<Path> file, Map<String, String> overrides, Map<String, String> environment) {
    return SettingsLoader.load(file, overrides, environment).settings();
  }

  private static PipelineException mistake(
      Optional<Path> file, Map<String, String> overrides, Map<String, String> environment) {
    return catchThrowableOfType(PipelineException.class, () -> load(file, overrides, environment));
  }
}
