package io.marketlake.app;

import java.nio.file.Path;

/** The project's folder, which the scripts name; the working directory otherwise. */
final class Home {
  private Home() {}

  /** A file of the project. */
  static String file(String name) {
    return Path.of(System.getProperty("marketlake.home", "")).resolve(name).toString();
  }
}
