package io.longpole.deploy;

/** A setting that cannot be used; the message names it, its source and what is expected. */
final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ConfigException(String message) {
    super(message);
  }
}
