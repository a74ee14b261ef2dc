package io.longpole.analyzer.call;

/** How a call or served request ended, by the first rule that matches. */
public enum Outcome {
  OK,
  REDIRECT,
  AUTH,
  CANCELLED,
  TIMEOUT,
  RETRYABLE,
  FAILED;

  /** Whether the caller got no answer it could use. */
  public boolean isFailure() {
    return switch (this) {
      case TIMEOUT, RETRYABLE, FAILED -> true;
      case OK, REDIRECT, AUTH, CANCELLED -> false;
    };
  }
}
