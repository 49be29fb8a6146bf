package io.marketlake.lease;

import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who holds a lease, for people to look at. A local lock itself is not touched, which would free
 * it: it counts as held while the process that took it last lives on this machine.
 *
 * @param unit what the lease is for
 * @param holder the process, and since when
 * @param renewedAt when its holder last gave a sign of life, by the store's clock; empty for a lock
 *     of the operating system, which ends with the process
 */
public record LeaseHolder(String unit, String holder, Optional<Instant> renewedAt) {
  private static final String FOLDER = Lake.STATE + "/leases";
  private static final String UNITS = FOLDER + "/units/";
  private static final String SESSIONS = FOLDER + "/sessions/";
  private static final String LOCK = ".lease";
  private static final Pattern LOCK_HOLDER = Pattern.compile("process (\\d{1,18}) since (\\S+)");

  /** All leases of a lake that were not given back, by unit. */
  public static List<LeaseHolder> all(Lake lake) {
    return lake.location().isOnS3() ? renewed(lake) : locked(lake);
  }

  private static List<LeaseHolder> locked(Lake lake) {
    List<LeaseHolder> holders = new ArrayList<>();
    for (String name : lake.files().list(FOLDER)) {
      if (name.endsWith(LOCK)) {
        lake.files()
            .read(FOLDER + "/" + name)
            .map(String::strip)
            .filter(LeaseHolder::isAlive)
            .ifPresent(
                text ->
                    holders.add(
                        new LeaseHolder(
                            name.substring(0, name.length() - LOCK.length()),
                            text,
                            Optional.empty())));
      }
    }
    return holders;
  }

  /** Whether the process is there and began before it took the lease. */
  private static boolean isAlive(String text) {
    Matcher matcher = LOCK_HOLDER.matcher(text);
    return matcher.matches()
        && ProcessHandle.of(Long.parseLong(matcher.group(1)))
            .flatMap(process -> process.info().startInstant())
            .filter(start -> start.isBefore(Instant.parse(matcher.group(2)).plusSeconds(1)))
            .isPresent();
  }

  private static List<LeaseHolder> renewed(Lake lake) {
    LeaseFiles files = new LeaseFiles(lake.files());
    Map<String, Instant> signs =
        lake.tree(SESSIONS).stream()
            .collect(
                Collectors.toMap(
                    file -> file.path().substring(SESSIONS.length()), LakeFile::modifiedAt));
    Map<String, Boolean> units =
        lake.tree(UNITS).stream()
            .map(file -> file.path().substring(UNITS.length()))
            .map(path -> path.substring(0, path.lastIndexOf('/')))
            .distinct()
            .collect(
                Collectors.toMap(Function.identity(), unit -> true, (a, b) -> a, TreeMap::new));
    List<LeaseHolder> holders = new ArrayList<>();
    for (String unit : units.keySet()) {
      Optional<Holding> holding =
          files.newest(unit).stream()
              .boxed()
              .findFirst()
              .flatMap(number -> files.holding(unit, number));
      holding
          .filter(
              h -> files.sign(h.session()).filter(s -> !LeaseFiles.sign(h, s).ended()).isPresent())
          .ifPresent(
              h ->
                  holders.add(
                      new LeaseHolder(
                          unit, h.describe(), Optional.ofNullable(signs.get(h.session())))));
    }
    return holders;
  }
}
