package io.marketlake.config;

import io.marketlake.error.MartErrors;
import io.marketlake.marts.Mart;
import io.marketlake.schema.GoldAlerts;
import io.marketlake.schema.GoldChallenger;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldModelQuality;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the marts: those in the jar, and the user's own beside or in the place of them. */
final class MartFiles {
  /** Those of marketlake, in {@code conf/marts}. */
  static final List<String> OWN =
      List.of(
          "symbol_day",
          "month_close",
          "symbol_growth",
          "industry_growth",
          "buy_sell_mix",
          "daily_volume",
          "highest_average_volume",
          "growth_by_country",
          "growth_by_technology",
          "symbol_kpis",
          "symbol_sentiment");

  private static final String FOLDER = "marketlake/conf/marts/";
  private static final String SQL = ".sql";

  /** What others write in gold, and the views there. */
  private static final Set<String> TAKEN =
      Stream.concat(
              Stream.of(
                      GoldSentiment.TABLE,
                      GoldChallenger.TABLE,
                      GoldRuleCounts.TABLE,
                      GoldDirection.TABLE,
                      GoldModelQuality.TABLE,
                      GoldAlerts.TABLE)
                  .map(Table::name),
              Stream.of("direction_current", "alerts_current", "group_growth"))
          .collect(Collectors.toUnmodifiableSet());

  private MartFiles() {}

  /**
   * All marts. A file of the folder with the name of one of marketlake's stands in its place.
   *
   * @throws io.marketlake.error.PipelineException for the first file that can't be used
   */
  static List<Mart> load(Optional<Path> folder) {
    Map<String, Mart> marts = new TreeMap<>();
    OWN.forEach(name -> marts.put(name, own(name)));
    folder.ifPresent(path -> files(path).forEach(file -> add(marts, file)));
    return List.copyOf(marts.values());
  }

  private static void add(Map<String, Mart> marts, Path file) {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.sql$", "");
    if (TAKEN.contains(name)) {
      throw MartErrors.badHeader(
          file.toString(), "gold." + name + " is a table that another job writes");
    }
    try {
      marts.put(name, MartFile.parse(file.toString(), name, Files.readString(file)));
    } catch (MalformedInputException e) {
      throw MartErrors.unreadable(file.toString(), "it is not UTF-8");
    } catch (IOException e) {
      throw MartErrors.unreadable(file.toString(), "it can't be read");
    }
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(file -> file.toString().endsWith(SQL)).sorted().toList();
    } catch (IOException e) {
      throw MartErrors.unreadable(
          folder.toString(),
          Files.exists(folder) ? "it is no folder that can be read" : "there is no such folder");
    }
  }

  private static Mart own(String name) {
    String resource = FOLDER + name + SQL;
    try (InputStream in = MartFiles.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw MartErrors.unreadable(resource, "it is missing from the jar");
      }
      return MartFile.parse(
          "conf/marts/" + name + SQL, name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
