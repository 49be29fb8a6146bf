package io.marketlake.registry;

import io.marketlake.error.Errors;
import io.marketlake.error.PipelineException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;

/**
 * Versioned models below one folder of any Hadoop file system:
 *
 * <pre>
 * models/&lt;kind&gt;/&lt;version&gt;/pipeline/…       the model, as MLlib stores it
 *                          /card.json       what it was made from, see {@link ModelCard}
 *                          /card.md, *.svg  the same, to be read
 *                          /judged/…        the model fitted without the holdout, and
 *                          /fitted.bin      the hashes of its texts, see {@link Evidence}
 *                          /comparison.json how it did beside the champion of its time
 *                          /profile.json    of a direction model, and gate.json, its gate
 *                          /manifest.json   the files of all this, put last
 * </pre>
 *
 * <p>A version without its manifest is invisible, so a reader never sees half a model, whenever the
 * writer died. Published versions never change. Names are unique, and rise in the order of
 * publication, even when the clock goes back between two of them. Which version is champion is no
 * matter of these files but of {@link ModelAliases}.
 */
public final class ModelRegistry {
  private static final String PIPELINE = "pipeline";
  private static final String CARD_JSON = "card.json";
  private static final String CARD_MARKDOWN = "card.md";
  private static final String JUDGED = "judged";
  private static final String FITTED = "fitted.bin";
  private static final String COMPARISON = "comparison.json";
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_-]*");

  private final Path root;
  private final Configuration hadoop;
  private final Clock clock;

  /**
   * @param path the folder of all models, such as {@code <lake>/models}; it need not exist
   * @param hadoop how to reach it
   */
  public ModelRegistry(String path, Configuration hadoop) {
    this(path, hadoop, Clock.systemUTC());
  }

  ModelRegistry(String path, Configuration hadoop, Clock clock) {
    this.root = new Path(path);
    this.hadoop = hadoop;
    this.clock = clock;
  }

  /** Stores a model that is not to be compared with others; see the other {@code publish}. */
  public ModelVersion publish(String kind, PipelineModel model, ModelCard card) {
    return publish(kind, model, card, Optional.empty());
  }

  /**
   * Stores a model and its card under a new version and then makes it visible. Runs Spark jobs. If
   * it fails or dies, what it has written stays invisible.
   */
  public ModelVersion publish(
      String kind, PipelineModel model, ModelCard card, Optional<Evidence> evidence) {
    return publish(kind, model, card, evidence, Supplement.NONE);
  }

  /** Stores a model with what its kind has beside the card; see the other {@code publish}. */
  public ModelVersion publish(
      String kind,
      PipelineModel model,
      ModelCard card,
      Optional<Evidence> evidence,
      Supplement supplement) {
    Path folder = kindFolder(kind);
    Instant now = clock.instant();
    String name = VersionNames.after(newest(kind).map(ModelVersion::version), now);
    ModelVersion version = new ModelVersion(kind, name, new Path(folder, name).toString());
    return in(
        version,
        files -> {
          model.write().save(version.path() + "/" + PIPELINE);
          Map<String, String> pages = new TreeMap<>(CardMarkdown.files(CARD_MARKDOWN, name, card));
          if (evidence.isPresent()) {
            evidence.get().judged().write().save(version.path() + "/" + JUDGED);
            files.write(FITTED, evidence.get().fitted().bytes());
            Optional<Comparison> comparison = evidence.get().comparison();
            if (comparison.isPresent()) {
              files.write(COMPARISON, comparison.get());
              pages.merge(CARD_MARKDOWN, comparison.get().markdown(), String::concat);
            }
          }
          pages.merge(CARD_MARKDOWN, supplement.markdown(), String::concat);
          for (Map.Entry<String, Object> file : supplement.files().entrySet()) {
            files.write(file.getKey(), file.getValue());
          }
          files.write(CARD_JSON, card);
          for (Map.Entry<String, String> page : pages.entrySet()) {
            files.write(page.getKey(), page.getValue());
          }
          files.publish(now.toString());
          return version;
        });
  }

  /** Where the models are. */
  public String path() {
    return root.toString();
  }

  /** The kinds of which there are models, sorted. */
  public List<String> kinds() {
    try {
      List<String> kinds = new ArrayList<>();
      for (FileStatus entry : children(root.getFileSystem(hadoop), root)) {
        String name = entry.getPath().getName();
        if (KIND.matcher(name).matches() && !list(name).isEmpty()) {
          kinds.add(name);
        }
      }
      kinds.sort(null);
      return List.copyOf(kinds);
    } catch (IOException e) {
      throw Errors.unusableRegistry(root.toString(), e.toString(), e);
    }
  }

  /** The version published last, if there is any. */
  public Optional<ModelVersion> newest(String kind) {
    List<ModelVersion> versions = list(kind);
    return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
  }

  /**
   * A version by its name.
   *
   * @throws PipelineException if there is none of that name
   */
  public ModelVersion find(String kind, String version) {
    List<ModelVersion> versions = list(kind);
    return versions.stream()
        .filter(v -> v.version().equals(version))
        .findFirst()
        .orElseThrow(
            () ->
                Errors.unknownModel(
                    kind, version, versions.stream().map(ModelVersion::version).toList()));
  }

  /** All visible versions, the oldest first. */
  public List<ModelVersion> list(String kind) {
    Path folder = kindFolder(kind);
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      List<ModelVersion> versions = new ArrayList<>();
      for (FileStatus entry : children(files, folder)) {
        if (files.exists(new Path(entry.getPath(), Manifest.FILE))) {
          versions.add(
              new ModelVersion(kind, entry.getPath().getName(), entry.getPath().toString()));
        }
      }
      versions.sort(Comparator.comparing(ModelVersion::version));
      return List.copyOf(versions);
    } catch (IOException e) {
      throw Errors.unusableRegistry(root.toString(), e.toString(), e);
    }
  }

  /**
   * Loads a model after checking that every file of its manifest is there in its full size. Runs
   * Spark jobs: call it before a stream starts or on a thread of its own, never within a
   * micro-batch.
   *
   * @throws PipelineException if a file is missing or was cut
   */
  public PipelineModel load(ModelVersion version) {
    requireWhole(version);
    return PipelineModel.load(version.path() + "/" + PIPELINE);
  }

  /**
   * Loads what a version is compared by: the model fitted without the holdout. Runs Spark jobs.
   *
   * @return empty where the version was published without it
   * @throws PipelineException if a file is missing or was cut
   */
  public Optional<PipelineModel> loadJudged(ModelVersion version) {
    requireWhole(version);
    return in(version, files -> files.has(JUDGED))
        ? Optional.of(PipelineModel.load(version.path() + "/" + JUDGED))
        : Optional.empty();
  }

  /** The texts that the judged model of a version was fitted on; empty where that is not known. */
  public Optional<Fingerprints> fitted(ModelVersion version) {
    return in(
        version,
        files ->
            files.has(FITTED)
                ? Optional.of(Fingerprints.read(files.read(FITTED)))
                : Optional.empty());
  }

  /** How a version did beside the champion of its time; empty where that was not asked. */
  public Optional<Comparison> comparison(ModelVersion version) {
    return supplement(version, COMPARISON, Comparison.class);
  }

  /** What a direction model needs beside its pipeline; empty for a model of another kind. */
  public Optional<DirectionProfile> directionProfile(ModelVersion version) {
    return supplement(version, Supplement.PROFILE, DirectionProfile.class);
  }

  /** What stands between a version and its promotion; open where nothing was checked. */
  public PromotionGate gate(ModelVersion version) {
    return supplement(version, Supplement.GATE, PromotionGate.class).orElse(PromotionGate.OPEN);
  }

  private <T> Optional<T> supplement(ModelVersion version, String name, Class<T> type) {
    return in(
        version, files -> files.has(name) ? Optional.of(files.read(name, type)) : Optional.empty());
  }

  /**
   * Throws unless every file of a version is there in its full size. Reads no content but the
   * manifest's.
   *
   * @throws PipelineException that says what is missing or cut
   */
  public void requireWhole(ModelVersion version) {
    boolean unused =
        in(
            version,
            files -> {
              files.requireWhole();
              return true;
            });
  }

  /** The card of a version. */
  public ModelCard card(ModelVersion version) {
    return in(version, files -> files.read(CARD_JSON, ModelCard.class));
  }

  /** The page of a version, in Markdown. */
  public String page(ModelVersion version) {
    return in(version, files -> new String(files.read(CARD_MARKDOWN), StandardCharsets.UTF_8));
  }

  /** When a version was published. */
  public Instant publishedAt(ModelVersion version) {
    return Instant.parse(in(version, files -> files.manifest().publishedAt()));
  }

  private interface Work<T> {
    T with(VersionFiles files) throws IOException;
  }

  private <T> T in(ModelVersion version, Work<T> work) {
    try {
      return work.with(new VersionFiles(version, hadoop));
    } catch (IOException e) {
      throw Errors.unusableRegistry(root.toString(), e.toString(), e);
    }
  }

  private Path kindFolder(String kind) {
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException("not a kind of model: " + kind);
    }
    return new Path(root, kind);
  }

  private static List<FileStatus> children(FileSystem files, Path folder) throws IOException {
    try {
      List<FileStatus> folders = new ArrayList<>();
      for (FileStatus entry : files.listStatus(folder)) {
        if (entry.isDirectory()) {
          folders.add(entry);
        }
      }
      return folders;
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
