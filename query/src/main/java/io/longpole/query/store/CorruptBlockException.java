package io.longpole.query.store;

/** Thrown when stored bytes are not what this version, or any known version, writes. */
public final class CorruptBlockException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CorruptBlockException(String message) {
    super(message);
  }
}
