package io.marketlake.replay;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a file's lines as events. */
interface EventReader {
  /** The event of the next line; null after the last. */
  @Nullable FileEvent next() throws IOException;

  /** Names that were to be renamed and that no line had. */
  Set<String> unusedRenames();
}
