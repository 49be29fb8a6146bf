package io.marketlake.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.marketlake.error.Errors;
import io.marketlake.error.PipelineException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.ml.PipelineModel;

/**
 * Versioned models below one folder of any Hadoop file system:
 *
 * <pre>
 * models/&lt;kind&gt;/&lt;version&gt;/pipeline/…     the model, as MLlib stores it
 *                          /card.json     what it was made from, see {@link ModelCard}
 *                          /card.md       the same, to be read, with pictures (*.svg) beside it
 *                          /manifest.json the files of all this, put last
 * </pre>
 *
 * <p>A version without its manifest is invisible, so a reader never sees half a model, whenever the
 * writer died. Published versions never change. Names rise in the order of publication, even when
 * the clock goes back between two of them.
 */
public final class ModelRegistry {
  private static final String PIPELINE = "pipeline";
  private static final String CARD_JSON = "card.json";
  private static final String CARD_MARKDOWN = "card.md";
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_-]*");
  private static final int TIME_LENGTH = "20261120T123456Z".length();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

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

  /**
   * Stores a model and its card under a new version and then makes it visible. Runs Spark jobs. If
   * it fails or dies, what it has written stays invisible.
   */
  public ModelVersion publish(String kind, PipelineModel model, ModelCard card) {
    Path folder = kindFolder(kind);
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      Instant now = clock.instant();
      String version = nextVersion(kind, now);
      Path path = new Path(folder, version);
      model.write().save(new Path(path, PIPELINE).toString());
      write(files, new Path(path, CARD_JSON), JSON.writeValueAsBytes(card));
      for (Map.Entry<String, String> file :
          CardMarkdown.files(CARD_MARKDOWN, version, card).entrySet()) {
        write(files, new Path(path, file.getKey()), utf8(file.getValue()));
      }
      Manifest manifest =
          new Manifest(Manifest.FORMAT, kind, version, now.toString(), parts(files, path));
      put(files, new Path(path, Manifest.FILE), JSON.writeValueAsBytes(manifest));
      return new ModelVersion(kind, version, path.toString());
    } catch (IOException e) {
      throw Errors.unusableRegistry(root.toString(), e.toString(), e);
    }
  }

  /** Where the models are. */
  public String path() {
    return root.toString();
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
    Path path = new Path(version.path());
    check(version, path);
    return PipelineModel.load(new Path(path, PIPELINE).toString());
  }

  /** The card of a version. */
  public ModelCard card(ModelVersion version) {
    return read(version, CARD_JSON, ModelCard.class);
  }

  private void check(ModelVersion version, Path path) {
    Manifest manifest = read(version, Manifest.FILE, Manifest.class);
    if (manifest.format() != Manifest.FORMAT) {
      throw Errors.damagedModel(
          version.kind(),
          version.version(),
          "its manifest has format "
              + manifest.format()
              + " and this one knows "
              + Manifest.FORMAT);
    }
    Map<String, Long> found = new HashMap<>();
    try {
      for (Manifest.Part part : parts(path.getFileSystem(hadoop), path)) {
        found.put(part.path(), part.bytes());
      }
    } catch (IOException e) {
      throw Errors.unusableRegistry(root.toString(), e.toString(), e);
    }
    for (Manifest.Part part : manifest.files()) {
      Long bytes = found.get(part.path());
      if (bytes == null) {
        throw Errors.damagedModel(
            version.kind(), version.version(), "its file " + part.path() + " is missing");
      }
      if (bytes != part.bytes()) {
        throw Errors.damagedModel(
            version.kind(),
            version.version(),
            "its file " + part.path() + " has " + bytes + " bytes instead of " + part.bytes());
      }
    }
  }

  private <T> T read(ModelVersion version, String file, Class<T> type) {
    Path path = new Path(version.path(), file);
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return JSON.readValue(in.readAllBytes(), type);
    } catch (FileNotFoundException e) {
      throw Errors.damagedModel(
          version.kind(), version.version(), "its file " + file + " is missing");
    } catch (JsonProcessingException e) {
      throw Errors.damagedModel(
          version.kind(), version.version(), "its file " + file + " is not the JSON it should be");
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

  /** Later than every published version, also within one second and after the clock went back. */
  private String nextVersion(String kind, Instant now) {
    Instant time = now.truncatedTo(ChronoUnit.SECONDS);
    Optional<Instant> last = newest(kind).flatMap(v -> publishedAt(v.version()));
    if (last.isPresent() && !time.isAfter(last.get())) {
      time = last.get().plusSeconds(1);
    }
    return TIME.format(time) + "-" + UUID.randomUUID().toString().substring(0, 4);
  }

  private static Optional<Instant> publishedAt(String version) {
    if (version.length() < TIME_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(TIME.parse(version.substring(0, TIME_LENGTH), Instant::from));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
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

  private static List<Manifest.Part> parts(FileSystem files, Path folder) throws IOException {
    String prefix = files.makeQualified(folder).toUri().getPath() + "/";
    List<Manifest.Part> parts = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> found = files.listFiles(folder, true);
    while (found.hasNext()) {
      LocatedFileStatus file = found.next();
      String name = file.getPath().toUri().getPath().substring(prefix.length());
      if (!name.equals(Manifest.FILE)) {
        parts.add(new Manifest.Part(name, file.getLen()));
      }
    }
    parts.sort(Comparator.comparing(Manifest.Part::path));
    return parts;
  }

  /**
   * All or nothing, also where a dying writer leaves half a file. What is put on S3 is seen whole;
   * elsewhere a draft is renamed.
   */
  private static void put(FileSystem files, Path path, byte[] bytes) throws IOException {
    if (files.getScheme().equals("s3a")) {
      write(files, path, bytes);
      return;
    }
    Path draft = new Path(path.getParent(), "." + path.getName() + ".draft");
    write(files, draft, bytes);
    if (!files.rename(draft, path)) {
      throw new IOException("could not rename " + draft + " to " + path);
    }
  }

  private static void write(FileSystem files, Path path, byte[] bytes) throws IOException {
    try (OutputStream out = files.create(path, false)) {
      out.write(bytes);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
