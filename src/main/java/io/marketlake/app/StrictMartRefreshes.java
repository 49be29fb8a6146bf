package io.marketlake.app;

import io.marketlake.job.Refresh;
import java.util.List;

/**
 * The refresh of marts where it is all that a process is there for: a mart that can't be brought up
 * to date makes the run fail, once the others are.
 */
final class StrictMartRefreshes implements Refresh {
  private final MartRefreshes marts;

  StrictMartRefreshes(MartRefreshes marts) {
    this.marts = marts;
  }

  @Override
  public String name() {
    return marts.name();
  }

  @Override
  public void run() {
    List<String> unused = marts.refresh().orThrow();
  }

  @Override
  public void close() {
    marts.close();
  }
}
