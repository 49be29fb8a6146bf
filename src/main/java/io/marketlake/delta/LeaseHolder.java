package io.marketlake.delta;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who holds a lease, as its file says. The lock itself is not touched, which would free it; a lease
 * counts as held while the process that took it last lives on this machine.
 *
 * @param unit what the lease is for
 * @param holder the process, and since when
 */
public record LeaseHolder(String unit, String holder) {
  private static final String FOLDER = Lake.STATE + "/leases";
  private static final String SUFFIX = ".lease";
  private static final Pattern HOLDER = Pattern.compile("process (\\d{1,18}) since (\\S+)");

  /** All leases of a lake that are held, by unit. */
  public static List<LeaseHolder> all(Lake lake) {
    List<LeaseHolder> holders = new ArrayList<>();
    for (String name : lake.files().list(FOLDER)) {
      Optional<String> text = lake.files().read(FOLDER + "/" + name).map(String::strip);
      if (name.endsWith(SUFFIX) && text.isPresent() && isAlive(text.get())) {
        String unit = name.substring(0, name.length() - SUFFIX.length());
        holders.add(new LeaseHolder(unit, text.get()));
      }
    }
    return holders;
  }

  /** Whether the process is there and began before it took the lease. */
  private static boolean isAlive(String text) {
    Matcher matcher = HOLDER.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    try {
      Instant since = Instant.parse(matcher.group(2)).plusSeconds(1);
      return ProcessHandle.of(Long.parseLong(matcher.group(1)))
          .flatMap(process -> process.info().startInstant())
          .filter(start -> start.isBefore(since))
          .isPresent();
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
