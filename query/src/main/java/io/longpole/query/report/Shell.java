package io.longpole.query.report;

/** Writes a value into a command that is shown to be typed. */
final class Shell {

  private Shell() {}

  /** The value, in quotes if a shell would take it for more than one word; safe to print. */
  static String quote(String value) {
    String safe = TerminalText.safe(value);
    return safe.matches("[A-Za-z0-9._/:@%+-]+") ? safe : "'" + safe.replace("'", "'\\''") + "'";
  }
}
