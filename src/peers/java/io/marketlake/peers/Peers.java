package io.marketlake.peers;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs what other engines make of a topic of ticks, one piece of work a line of standard input
 * ({@code NAME FOLDER}), and answers {@code RESULT ROWS SECONDS CPU-SECONDS} or {@code FAILED WHY};
 * ends with its input. Started by scripts/bench-peers.sh, which measures marketlake in turns with
 * it.
 */
public final class Peers {
  private Peers() {}

  /** Work that tells how many rows it took in. */
  @FunctionalInterface
  interface Work {
    long run(String folder) throws Exception;
  }

  /** Bootstrap servers, topic, and the number of its ticks. */
  public static void main(String[] arguments) throws Exception {
    PrintStream answers = System.out;
    // Engines print where they like; only answers may go to the pipe.
    System.setOut(System.err);
    String servers = arguments[0];
    String topic = arguments[1];
    long rows = Long.parseLong(arguments[2]);
    Map<String, Work> works = new LinkedHashMap<>();
    FlinkSql sql = new FlinkSql(servers, topic, rows);
    works.put("flink-sql-parquet", sql::parquet);
    works.put("flink-sql-bars", sql::bars);
    FlinkJob job = new FlinkJob(servers, topic, rows);
    works.put("flink-job-parquet", job::parquet);
    works.put("flink-job-bars", job::bars);
    works.put("kafka-streams-bars", new StreamsBars(servers, topic, rows, false)::run);
    works.put("kafka-streams-bars-exactly-once", new StreamsBars(servers, topic, rows, true)::run);
    BufferedReader asked =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = asked.readLine(); line != null; line = asked.readLine()) {
      String[] words = line.split(" ", 2);
      answers.println(answer(works.get(words[0]), words[1]));
      answers.flush();
    }
    // Engines leave threads behind.
    System.exit(0);
  }

  private static String answer(Work work, String folder) {
    System.gc();
    long cpu = processorNanos();
    long begun = System.nanoTime();
    try {
      long rows = work.run(folder);
      return "RESULT "
          + rows
          + " "
          + (System.nanoTime() - begun) / 1e9
          + " "
          + (processorNanos() - cpu) / 1e9;
    } catch (Exception e) {
      e.printStackTrace();
      return "FAILED " + String.valueOf(e).replaceAll("\\s+", " ");
    }
  }

  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
