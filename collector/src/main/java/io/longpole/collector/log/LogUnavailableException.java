package io.longpole.collector.log;

/** The log cannot take a record now, nothing of it was kept, and a later try may succeed. */
public final class LogUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why; the name is what refusals are counted under. */
  public enum Reason {
    /** Too little space is free on the volume. */
    DISK,
    /** Writing failed; the log re-opens itself with the next record. */
    WRITE,
    /** The log was closed. */
    CLOSED
  }

  private final Reason reason;

  LogUnavailableException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  LogUnavailableException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
