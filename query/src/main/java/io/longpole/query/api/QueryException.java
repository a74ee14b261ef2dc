package io.longpole.query.api;

/** A question that got no answer; the message says why and what to do. */
public final class QueryException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Why there is no answer. */
  public enum Reason {
    /** Nothing of that id or fingerprint exists. */
    NOT_FOUND,
    /** The question makes no sense. */
    INVALID,
    /** No server is there, or it speaks something else. */
    UNREACHABLE,
    /** The server is busy or shutting down. */
    BUSY,
    /** It took too long. */
    TIMEOUT,
    /** The server failed. */
    FAILED
  }

  private final Reason reason;

  QueryException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  QueryException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
