package io.marketlake.logstore;

import java.io.IOException;

/** The server neither took nor refused a conditional put for good: it is worth another try. */
final class UndecidedPutException extends IOException {
  private static final long serialVersionUID = 1L;

  UndecidedPutException(String path, Throwable cause) {
    super(path + " was not put, because others put or remove it at the same time", cause);
  }
}
