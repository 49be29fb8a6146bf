package io.marketlake.replay;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a file's lines as events. */
interface EventReader {
  /** The event of the next line; null after the last. */
  @Nullable FileEvent next() throws IOException;

  /** Fields that the feed requires and that no line can have. */
  List<String> absentFields();

  /** Names that were to be renamed and that no line had. */
  Set<String> unusedRenames();
}
