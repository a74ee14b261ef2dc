package io.longpole.collector.log;

/** A log folder cannot be opened; the message says why and what to do. */
public final class LogOpenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LogOpenException(String message) {
    super(message);
  }

  LogOpenException(String message, Throwable cause) {
    super(message, cause);
  }
}
