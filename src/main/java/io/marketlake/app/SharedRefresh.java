package io.marketlake.app;

import io.marketlake.error.ErrorCode;
import io.marketlake.error.PipelineException;
import io.marketlake.job.Refresh;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A refresh beside queries that one process at a time may do. Where another does it, such as a
 * second stream of other feeds or the job of its own, it is left to that one, and taken over once
 * that has ended.
 */
final class SharedRefresh implements Refresh {
  private static final Logger LOG = LoggerFactory.getLogger(SharedRefresh.class);

  private final String name;
  private final Supplier<Refresh> open;
  private @Nullable Refresh held;
  private boolean told;

  /**
   * One that is not begun yet.
   *
   * @param open takes the right to it; throws with {@link ErrorCode#BUSY} where another process has
   *     it
   */
  SharedRefresh(String name, Supplier<Refresh> open) {
    this.name = name;
    this.open = open;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void run() {
    Refresh refresh = held;
    if (refresh == null) {
      try {
        refresh = open.get();
        held = refresh;
        if (told) {
          LOG.info("{} is taken over: the other process has ended", name);
          told = false;
        }
      } catch (PipelineException e) {
        if (e.code() != ErrorCode.BUSY) {
          throw e;
        }
        if (!told) {
          LOG.info("{} is left to another process: {}", name, e.getMessage());
          told = true;
        }
        return;
      }
    }
    refresh.run();
  }

  @Override
  public void close() {
    if (held != null) {
      held.close();
    }
  }
}
