package io.marketlake.config;

import io.marketlake.doctor.DoctorSettings;
import io.marketlake.error.Errors;
import io.marketlake.feature.bar.BarSettings;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.market.SaleConditions;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.feature.text.SentimentRuleSettings;
import io.marketlake.gold.ForecastTiming;
import io.marketlake.grading.QualitySettings;
import io.marketlake.kafka.KafkaSettings;
import io.marketlake.lease.LeaseSettings;
import io.marketlake.maintenance.MaintenanceSettings;
import io.marketlake.marts.MartSettings;
import io.marketlake.reference.ReferenceSettings;
import io.marketlake.registry.RegistrySettings;
import io.marketlake.schema.BarSource;
import io.marketlake.schema.Feed;
import io.marketlake.simulate.SimulatorSettings;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import io.marketlake.topology.StreamSettings;
import io.marketlake.tracking.TrackingSettings;
import io.marketlake.training.SentimentTrainerSettings;
import io.marketlake.training.direction.DirectionTrainerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All settings of a run.
 *
 * @param barStream how bars' own query cuts its stream
 * @param linkingFile rules laid over those by which texts are linked to companies
 * @param sentimentRules the rules that correct sentiment
 * @param sentimentModel the model that scores: {@code champion}, {@code newest} or a version
 * @param tracking the MLflow server that is told of trained models
 * @param calendars the trading calendars, by name; {@code continuous} is always there
 * @param saleConditions the tables of sale conditions, by name
 * @param feeds the declared feeds, by name
 */
public record Settings(
    String lakePath,
    S3Settings s3,
    LeaseSettings leases,
    KafkaSettings kafka,
    StreamSettings stream,
    StreamSettings barStream,
    Optional<Path> linkingFile,
    ReferenceSettings reference,
    SentimentRuleSettings sentimentRules,
    String sentimentModel,
    RegistrySettings registry,
    SentimentTrainerSettings training,
    Optional<TrackingSettings> tracking,
    SimulatorSettings simulation,
    MaintenanceSettings maintenance,
    DoctorSettings doctor,
    MartSettings marts,
    BarSettings bars,
    IndicatorSettings indicators,
    DirectionSettings direction,
    DirectionTrainerSettings directionTraining,
    ForecastTiming directionTiming,
    QualitySettings directionQuality,
    Map<String, TradingCalendar> calendars,
    Map<String, SaleConditions> saleConditions,
    SortedMap<String, Feed> feeds) {

  /** Where {@link #sentimentModel} means the champion of the time. */
  public static final String CHAMPION = "champion";

  /** Where {@link #sentimentModel} means the model published last. */
  public static final String NEWEST = "newest";

  /** Values of {@link #sentimentModel} that are no version. */
  public static final Set<String> MOVING_MODELS = Set.of(CHAMPION, NEWEST);

  /** Where {@link #linkingFile} is left out. */
  static final String NONE = "none";

  public Settings {
    calendars = Map.copyOf(calendars);
    saleConditions = Map.copyOf(saleConditions);
    feeds = Collections.unmodifiableSortedMap(new TreeMap<>(feeds));
  }

  /** Where the lake is. */
  public LakeLocation lake() {
    return LakeLocation.of(lakePath, s3);
  }

  /** The feeds of these names, or all where none is named. */
  public List<Feed> feedsNamed(List<String> names) {
    if (names.isEmpty()) {
      return List.copyOf(feeds.values());
    }
    List<Feed> chosen = new ArrayList<>();
    for (String name : names.stream().distinct().sorted().toList()) {
      Feed feed = feeds.get(name);
      if (feed == null) {
        throw Errors.unknownFeed(name, feeds.keySet());
      }
      chosen.add(feed);
    }
    return chosen;
  }

  /** The calendar by which a feed's bars are made. */
  public TradingCalendar calendarOf(BarSource source) {
    return named(calendars, source.calendar());
  }

  /** What a feed's trades count for. */
  public SaleConditions saleConditionsOf(BarSource source) {
    return source
        .saleConditions()
        .map(name -> named(saleConditions, name))
        .orElseGet(SaleConditions::all);
  }

  private static <T> T named(Map<String, T> all, String name) {
    T found = all.get(name);
    if (found == null) {
      throw new IllegalArgumentException("the settings have no " + name + ", but " + all.keySet());
    }
    return found;
  }

  public Settings withKafka(KafkaSettings kafkaSettings) {
    return new Settings(
        lakePath,
        s3,
        leases,
        kafkaSettings,
        stream,
        barStream,
        linkingFile,
        reference,
        sentimentRules,
        sentimentModel,
        registry,
        training,
        tracking,
        simulation,
        maintenance,
        doctor,
        marts,
        bars,
        indicators,
        direction,
        directionTraining,
        directionTiming,
        directionQuality,
        calendars,
        saleConditions,
        feeds);
  }

  /** The feeds by topic; two feeds on one topic are refused when settings are read. */
  public Map<String, Feed> feedsByTopic() {
    Map<String, Feed> byTopic = new TreeMap<>();
    feeds.values().forEach(feed -> byTopic.put(feed.topic(), feed));
    return byTopic;
  }
}
