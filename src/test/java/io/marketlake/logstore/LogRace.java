package io.marketlake.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.storage.LogStore;
import io.marketlake.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;

/**
 * Two processes that write the same versions of a log, each version at the same moment.
 *
 * @param versions how many versions they raced for
 * @param successes how many writes were acknowledged
 * @param lost the acknowledged writes whose entry is not there, or can't be read
 * @param failures answers that were neither a success nor a conflict
 */
record LogRace(int versions, int successes, List<String> lost, List<String> failures) {
  static LogRace run(
      Class<? extends LogStore> store,
      Path log,
      Map<String, String> settings,
      Map<String, String> environment,
      int versions)
      throws IOException {
    List<String> names = List.of("a", "b");
    List<List<String>> answers = new ArrayList<>();
    try (ChildJvm a = writer(store, log, names.get(0), settings, environment);
        ChildJvm b = writer(store, log, names.get(1), settings, environment)) {
      List<ChildJvm> writers = List.of(a, b);
      for (ChildJvm writer : writers) {
        assertThat(writer.hear()).isEqualTo("ready");
      }
      for (int version = 0; version < versions; version++) {
        // Who hears of a version first changes from one to the next.
        writers.get(version % 2).say(nameOf(version));
        writers.get(1 - version % 2).say(nameOf(version));
        answers.add(List.of(String.valueOf(a.hear()), String.valueOf(b.hear())));
      }
    }
    return judge(log, settings, names, answers);
  }

  private static ChildJvm writer(
      Class<? extends LogStore> store,
      Path log,
      String name,
      Map<String, String> settings,
      Map<String, String> environment) {
    return ChildJvm.start(
        RaceWriter.class,
        environment,
        List.of("-Xmx256m", "-Dlog4j2.level=ERROR"),
        Stream.concat(
                Stream.of(store.getName(), log.toString(), name),
                settings.entrySet().stream().map(s -> s.getKey() + "=" + s.getValue()))
            .toArray(String[]::new));
  }

  private static LogRace judge(
      Path log, Map<String, String> settings, List<String> names, List<List<String>> answers)
      throws IOException {
    Configuration configuration = new Configuration();
    settings.forEach(configuration::set);
    int successes = 0;
    List<String> lost = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (int version = 0; version < answers.size(); version++) {
      String entry = contentOf(new Path(log, nameOf(version)), configuration);
      for (int writer = 0; writer < names.size(); writer++) {
        String answer = answers.get(version).get(writer);
        if (answer.equals("won")) {
          successes++;
          if (!entry.equals(names.get(writer) + "\n")) {
            lost.add(names.get(writer) + version);
          }
        } else if (!answer.equals("lost")) {
          failures.add(names.get(writer) + version + " " + answer);
        }
      }
    }
    return new LogRace(answers.size(), successes, lost, failures);
  }

  private static String contentOf(Path entry, Configuration configuration) throws IOException {
    try (var in = entry.getFileSystem(configuration).open(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (ChecksumException e) {
      // Hadoop's check sum on a local disk is of one entry, and the content of the other.
      return "unreadable";
    }
  }

  private static String nameOf(int version) {
    return String.format("%020d.json", version);
  }

  /** One winner a version, and its entry is there. */
  void assertEveryVersionHasOneWinner() {
    assertThat(failures).isEmpty();
    assertThat(lost).isEmpty();
    assertThat(successes).isEqualTo(versions);
  }

  @Override
  public String toString() {
    return "%d versions, %d acknowledged, %d of them lost, %d failures"
        .formatted(versions, successes, lost.size(), failures.size());
  }
}
