package io.marketlake.bench;

import io.marketlake.app.Streams.LayerName;
import io.marketlake.bench.Bench.Bed;
import io.marketlake.bench.Trials.Figures;
import io.marketlake.bench.Trials.Measured;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.Lake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The layers one by one and fused, beside the floors, on the same topics. */
final class LayerBench {
  /** What may be measured by itself. */
  enum Part {
    FLOORS,
    SPLIT,
    FUSED,
    TRADES,
    SCORING,
    SEED
  }

  static final String NOOP = "floor: Kafka -> noop";
  static final String RAW_DELTA = "floor: Kafka -> raw Delta";
  private static final String TRANSFORM = "floor: plain transform of the model";

  private static final List<LayerName> BRONZE = List.of(LayerName.BRONZE);
  private static final List<LayerName> SILVER = List.of(LayerName.SILVER);
  private static final List<LayerName> BARS = List.of(LayerName.BARS);
  private static final List<LayerName> GOLD = List.of(LayerName.GOLD);
  private static final List<LayerName> FUSED = List.of(LayerName.BRONZE, LayerName.SILVER);

  private static final String TICKS = "bench-ticks";
  private static final String TRADES = "bench-trades";
  private static final String POSTS = "bench-posts";
  private static final String SEED_TICKS = "bench-seed-ticks";
  private static final long MOST_SEED_ROWS = 2_000_000;
  private static final long MOST_TEXTS = 200_000;

  private final Bed bed;
  private final long rows;
  private final long seedRows;
  private final long textRows;
  private final @Nullable ScoredTexts texts;
  private final List<Part> parts;
  private int lakes;

  LayerBench(Bed bed, long rows, List<Part> parts) {
    this.bed = bed;
    this.rows = rows;
    this.parts = List.copyOf(parts);
    this.seedRows = Math.min(rows, MOST_SEED_ROWS);
    this.textRows = Math.max(1000, Math.min(rows / 10, MOST_TEXTS));
    this.texts = parts.contains(Part.SCORING) ? new ScoredTexts(bed.spark(), textRows) : null;
  }

  void run(int warmUps, int repetitions, Report report) throws Exception {
    bed.topics().ticks(TICKS, rows, bed.symbols());
    if (parts.contains(Part.SEED)) {
      bed.topics().ticks(SEED_TICKS, seedRows, bed.symbols());
    }
    if (parts.contains(Part.TRADES)) {
      bed.topics().trades(TRADES, rows, bed.symbols());
    }
    if (parts.contains(Part.SCORING)) {
      bed.topics().posts(POSTS, textRows, texts().texts());
    }
    Trials trials = new Trials(warmUps, repetitions);
    trials.run(this::round);
    print(trials.figures(), report);
  }

  private void round(Measured measured) throws Exception {
    for (Part part : parts) {
      switch (part) {
        case FLOORS -> floors(measured);
        case SPLIT -> split(measured);
        case FUSED -> fused(measured);
        case TRADES -> trades(measured);
        case SCORING -> scoring(measured);
        case SEED -> seed(measured);
      }
    }
  }

  private void floors(Measured measured) throws Exception {
    Floors floors = new Floors(bed.spark(), bed.kafka(), TICKS);
    long cut = cut();
    for (Map.Entry<String, Long> each :
        List.of(Map.entry("", cut), Map.entry(", in one batch", Long.MAX_VALUE))) {
      Path folder = next();
      measured.run(
          NOOP + each.getKey(),
          () -> {
            floors.noop(each.getValue(), folder.resolve("noop"));
            return rows;
          });
      measured.run(
          RAW_DELTA + each.getKey(),
          () -> {
            floors.delta(each.getValue(), folder.resolve("delta"), folder.resolve("checkpoint"));
            return rows;
          });
      BenchLake.remove(folder);
    }
  }

  /** What a micro-batch of the jobs has at most. */
  private long cut() {
    return SettingsLoader.load(Optional.empty(), Map.of(), Map.of()).settings().stream()
        .maxRecordsPerBatch();
  }

  private void split(Measured measured) throws Exception {
    try (BenchLake lake = bed.lake(next(), "ticks", TICKS, bed.symbols(), Map.of())) {
      lake.begin(List.of(LayerName.SILVER, LayerName.BARS));
      measured.run("bronze (Kafka -> bronze)", () -> taken(lake, BRONZE, rows));
      measured.run("silver ticks (bronze -> silver)", () -> taken(lake, SILVER, rows));
      measured.run("silver ticks, started for nothing new", () -> taken(lake, SILVER, 0));
      measured.run("bars, indicators (silver -> bars)", () -> taken(lake, BARS, rows));
    }
  }

  private void fused(Measured measured) throws Exception {
    try (BenchLake lake = bed.lake(next(), "ticks", TICKS, bed.symbols(), Map.of())) {
      measured.run("bronze and silver ticks, fused", () -> taken(lake, FUSED, rows));
    }
  }

  private void trades(Measured measured) throws Exception {
    try (BenchLake lake = bed.lake(next(), "trades", TRADES, bed.symbols(), Map.of())) {
      lake.begin(SILVER);
      lake.run(BRONZE);
      measured.run("silver trades (bronze -> silver)", () -> taken(lake, SILVER, rows));
    }
  }

  private ScoredTexts texts() {
    return Objects.requireNonNull(texts, "no part needs texts");
  }

  private void scoring(Measured measured) throws Exception {
    ScoredTexts texts = texts();
    measured.run(TRANSFORM, texts::transformed);
    measured.run("sentiment scorer", texts::scored);
    try (BenchLake lake =
        bed.lake(next(), "posts", POSTS, 0, Map.of("sentiment.model", "newest"))) {
      texts.publish(bed.spark(), Lake.open(bed.spark(), lake.settings().lake()).models());
      lake.begin(List.of(LayerName.SILVER, LayerName.GOLD));
      lake.run(FUSED.subList(0, 1));
      measured.run("silver posts (bronze -> silver)", () -> taken(lake, SILVER, textRows));
      measured.run("gold sentiment (silver -> gold)", () -> taken(lake, GOLD, textRows));
    }
  }

  private void seed(Measured measured) throws Exception {
    SeedRecipe seed = new SeedRecipe(bed.spark(), bed.kafka(), SEED_TICKS);
    Path folder = next();
    measured.run(
        "seed: from_json -> Delta",
        () -> {
          seed.parse(folder.resolve("parsed"));
          return seedRows;
        });
    measured.run(
        "seed: from_json, dropDuplicates",
        () -> {
          seed.parseOnce(folder.resolve("once"));
          return seedRows;
        });
    measured.run(
        "seed: from_json, windowed bars",
        () -> {
          seed.bars(folder.resolve("bars"));
          return seedRows;
        });
    BenchLake.remove(folder);
  }

  private static long taken(BenchLake lake, List<LayerName> layers, long rows) {
    lake.run(layers);
    return rows;
  }

  private Path next() {
    return bed.work().resolve("lake-" + lakes++);
  }

  private static void print(List<Figures> figures, Report report) {
    Map<String, Figures> byName =
        figures.stream().collect(Collectors.toMap(Figures::name, Function.identity()));
    List<List<@Nullable Object>> table = new ArrayList<>();
    for (Figures each : figures) {
      boolean isOfTexts = each.name().contains("sentiment") || each.name().equals(TRANSFORM);
      table.add(
          Arrays.asList(
              each.name(),
              each.rows(),
              each.medianSeconds(),
              each.cpuSeconds(),
              each.rowsPerSecond(),
              Math.round(each.least()) + " to " + Math.round(each.most()),
              each.rowsPerCpuSecond(),
              isOfTexts ? null : ratio(each, byName.get(NOOP)),
              isOfTexts ? null : ratio(each, byName.get(RAW_DELTA)),
              isOfTexts ? ratio(each, byName.get(TRANSFORM)) : null,
              each.heapMegabytes(),
              each.residentMegabytes()));
    }
    report.table(
        "Layers and floors",
        List.of(
            "what",
            "rows",
            "seconds",
            "CPU-s",
            "rows/s (median)",
            "least to most",
            "rows/CPU-s",
            "to noop",
            "to raw Delta",
            "to transform",
            "peak heap MB",
            "peak RSS MB"),
        table);
  }

  private static @Nullable Double ratio(Figures each, @Nullable Figures floor) {
    return floor == null || each.rows() == 0 ? null : each.timesAsFastAs(floor);
  }
}
