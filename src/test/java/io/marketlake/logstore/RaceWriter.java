package io.marketlake.logstore;

import io.delta.storage.LogStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A process that writes each version that it hears of, and answers whether it was told that the
 * version is its own. Arguments: the store's class, the log's folder, its own name, settings of
 * Hadoop as key=value.
 */
public final class RaceWriter {
  private RaceWriter() {}

  public static void main(String[] arguments) throws Exception {
    Configuration configuration = new Configuration();
    for (String setting : List.of(arguments).subList(3, arguments.length)) {
      int equals = setting.indexOf('=');
      configuration.set(setting.substring(0, equals), setting.substring(equals + 1));
    }
    LogStore store =
        Class.forName(arguments[0])
            .asSubclass(LogStore.class)
            .getConstructor(Configuration.class)
            .newInstance(configuration);
    System.out.println("ready");
    BufferedReader heard =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String version = heard.readLine(); version != null; version = heard.readLine()) {
      System.out.println(
          write(store, new Path(arguments[1], version), arguments[2], configuration));
    }
  }

  private static String write(LogStore store, Path path, String name, Configuration configuration) {
    try {
      store.write(path, List.of(name).iterator(), false, configuration);
      return "won";
    } catch (FileAlreadyExistsException e) {
      return "lost";
    } catch (IOException e) {
      return "failed " + e;
    }
  }
}
