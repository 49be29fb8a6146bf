package io.marketlake.config;

import io.marketlake.doctor.DoctorSettings;
import io.marketlake.feature.bar.BarSettings;
import io.marketlake.feature.direction.DirectionFeatures;
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
import io.marketlake.maintenance.RetentionPlan;
import io.marketlake.marts.Mart;
import io.marketlake.marts.MartSettings;
import io.marketlake.reference.ReferenceSettings;
import io.marketlake.registry.RegistrySettings;
import io.marketlake.schema.Feed;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverLate;
import io.marketlake.schema.SilverWindows;
import io.marketlake.schema.Table;
import io.marketlake.simulate.SimulatorSettings;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import io.marketlake.topology.StreamSettings;
import io.marketlake.tracking.TrackingSettings;
import io.marketlake.training.SentimentTrainerSettings;
import io.marketlake.training.direction.DirectionTrainerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads all settings from their root, section by section. */
final class RootReader {
  /** The tables of bars that have days. */
  private static final List<Table> OF_BARS =
      List.of(SilverBars.of(Map.of()), SilverWindows.TABLE, SilverLate.TABLE);

  private final RecordBuilder records;

  RootReader(List<String> problems) {
    records = new RecordBuilder(problems);
  }

  /** The settings; null, with problems, where a section has no record. */
  @Nullable Settings read(SettingsReader in) {
    SettingsReader lake = in.section("lake");
    String lakePath = lake.text("path");
    LakeLocation.problemOf(lakePath).ifPresent(problem -> lake.problem("path", problem));
    lake.rejectUnknownKeys();
    S3Settings s3 = records.build(in.section("s3"), SectionReaders::s3);
    LeaseSettings leases = records.build(in.section("lease"), SectionReaders::lease);
    KafkaSettings kafka = records.build(in.section("kafka"), SectionReaders::kafka);
    StreamSettings stream = records.build(in.section("stream"), SectionReaders::stream);
    SettingsReader text = in.section("text");
    Optional<Path> linkingFile =
        Optional.of(text.text("linking-file"))
            .filter(file -> !file.equals(Settings.NONE))
            .map(Path::of);
    text.rejectUnknownKeys();
    ReferenceSettings reference = records.build(in.section("reference"), SectionReaders::reference);
    SettingsReader sentiment = in.section("sentiment");
    String model = sentiment.text("model");
    SentimentRuleSettings sentimentRules =
        records.build(sentiment.section("rules"), SectionReaders::sentimentRules);
    RegistrySettings registry = records.build(sentiment, SectionReaders::registry);
    SentimentTrainerSettings training =
        records.build(sentiment.section("training"), SectionReaders::training);
    sentiment.rejectUnknownKeys();
    Optional<TrackingSettings> tracking =
        Optional.ofNullable(records.build(in.section("mlflow"), SectionReaders::tracking))
            .flatMap(settings -> settings);
    SimulatorSettings simulation =
        records.build(in.section("simulation"), SectionReaders::simulation);
    MaintenanceSettings maintenance =
        records.build(in.section("maintenance"), UpkeepReader::maintenance);
    DoctorSettings doctor = records.build(in.section("doctor"), UpkeepReader::doctor);

    MartSettings marts = records.build(in.section("marts"), UpkeepReader::marts);
    SettingsReader barSection = in.section("bars");
    Duration barTrigger = barSection.duration("trigger");
    BarSettings bars = records.build(barSection, BarReader::settings);
    IndicatorSettings indicators =
        records.build(barSection.section("indicators"), BarReader::indicators);
    barSection.rejectUnknownKeys();
    SettingsReader directionSection = in.section("direction");
    DirectionSettings direction =
        bars == null
            ? null
            : records.build(
                directionSection, section -> DirectionReader.settings(section, bars.interval()));
    DirectionTrainerSettings directionTraining =
        records.build(directionSection.section("training"), DirectionReader::training);
    ForecastTiming timing = DirectionReader.timing(directionSection);
    List<String> features =
        direction == null || indicators == null
            ? List.of()
            : DirectionFeatures.of(indicators, direction).names();
    QualitySettings quality =
        records.build(
            directionSection.section("quality"),
            section -> DirectionReader.quality(section, features));
    directionSection.rejectUnknownKeys();

    MarketReader market = new MarketReader(records);
    Map<String, TradingCalendar> calendars = market.calendars(in.section("calendars"));
    Map<String, SaleConditions> conditions = market.saleConditions(in.section("sale-conditions"));
    SortedMap<String, Feed> feeds =
        feeds(in.section("feeds"), new BarReader(calendars.keySet(), conditions.keySet()));
    in.rejectUnknownKeys();
    if (maintenance != null && marts != null) {
      SettingsReader keep = in.section("maintenance").section("keep");
      new RetentionPlan(feeds.values(), OF_BARS, marts.marts().stream().map(Mart::table).toList())
          .problems(maintenance.keep())
          .forEach(problem -> keep.problem("", problem));
    }
    if (bars != null) {
      requireFit(barSection, bars, calendars, feeds);
    }
    if (bars != null && direction != null) {
      requireBars(directionSection, bars, direction);
    }
    if (direction == null || directionTraining == null || quality == null) {
      return null;
    }
    if (maintenance == null || doctor == null || marts == null) {
      return null;
    }
    if (bars == null || indicators == null) {
      return null;
    }
    if (s3 == null
        || leases == null
        || reference == null
        || registry == null
        || sentimentRules == null) {
      return null;
    }
    if (kafka == null || stream == null || training == null || simulation == null) {
      return null;
    }
    return new Settings(
        lakePath,
        s3,
        leases,
        kafka,
        stream,
        new StreamSettings(barTrigger, stream.maxRecordsPerBatch(), stream.parallelWrites()),
        linkingFile,
        reference,
        sentimentRules,
        model,
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
        timing,
        quality,
        calendars,
        conditions,
        feeds);
  }

  /** A base bar that holds the opening would hold what came before it too. */
  private static void requireFit(
      SettingsReader in,
      BarSettings bars,
      Map<String, TradingCalendar> calendars,
      SortedMap<String, Feed> feeds) {
    Map<String, String> feedsByCalendar = new TreeMap<>();
    for (Feed feed : feeds.values()) {
      feed.bars().ifPresent(source -> feedsByCalendar.put(source.calendar(), feed.name()));
    }
    feedsByCalendar.forEach(
        (name, feed) -> {
          TradingCalendar calendar = calendars.get(name);
          if (calendar != null && !calendar.opensOnGridOf(bars.interval())) {
            in.problem(
                "interval",
                "is "
                    + in.text("interval")
                    + ", on whose grid the sessions of the feed "
                    + feed
                    + " (calendar "
                    + name
                    + ") do not open; choose a shorter one, and put this among the roll-ups");
          }
        });
  }

  /** What is forecast are bars that the lake makes. */
  private static void requireBars(
      SettingsReader in, BarSettings bars, DirectionSettings direction) {
    List<Duration> lengths = new ArrayList<>(List.of(bars.interval()));
    lengths.addAll(bars.rollUps());
    if (!lengths.contains(direction.interval())) {
      in.problem(
          "interval",
          "is "
              + in.text("interval")
              + ", and there are no such bars; choose one of "
              + lengths.stream().map(SilverBars::intervalName).collect(Collectors.joining(", "))
              + ", or put it among bars.roll-ups");
    }
  }

  private static SortedMap<String, Feed> feeds(SettingsReader in, BarReader bars) {
    SortedMap<String, Feed> feeds = new TreeMap<>();
    Map<String, String> topics = new TreeMap<>();
    for (String name : in.names()) {
      SettingsReader section = in.section(name);
      if (!section.has("fields")) {
        Set<String> others = new TreeSet<>(in.names());
        others.remove(name);
        in.problem(
            name,
            "has no fields, and so is no feed; did you mean "
                + in.pathOf(SettingsReader.nearest(name, others))
                + "?");
        continue;
      }
      Feed feed = FeedReader.read(name, section, bars);
      feeds.put(name, feed);
      String other = topics.put(feed.topic(), name);
      if (other != null) {
        in.problem(name, "reads the topic " + feed.topic() + ", which is the feed " + other + "'s");
      }
    }
    if (feeds.isEmpty()) {
      in.problem("", "declares no feed");
    }
    return feeds;
  }
}
