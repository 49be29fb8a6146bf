package io.marketlake.lease;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Who holds a unit: what stands in the object of one holding. It never changes.
 *
 * @param session the life sign that stands for the holder
 * @param host the machine
 * @param process the process's number there
 * @param since when it began, by the holder's clock; for people only
 */
record Holding(String session, String host, long process, String since) {
  static Holding ofThisProcess(String session) {
    return new Holding(
        session,
        thisHost(),
        ProcessHandle.current().pid(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static String thisHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unnamed host";
    }
  }

  String describe() {
    return "process " + process + " on " + host + " since " + since;
  }
}
