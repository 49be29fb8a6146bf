package io.marketlake.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/** The versions of what trains a model, for its card. */
public final class Libraries {
  private static final String POM = "/META-INF/maven/io.marketlake/marketlake/pom.properties";

  private Libraries() {}

  public static Map<String, String> versions(String spark) {
    return Map.of(
        "marketlake", marketlake(), "spark", spark, "java", System.getProperty("java.version", ""));
  }

  /** From the jar; classes that run outside a jar have no version. */
  private static String marketlake() {
    try (InputStream in = Libraries.class.getResourceAsStream(POM)) {
      if (in == null) {
        return "not from a jar";
      }
      Properties pom = new Properties();
      pom.load(in);
      return pom.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
