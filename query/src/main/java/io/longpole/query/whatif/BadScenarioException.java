package io.longpole.query.whatif;

/** A line of a scenario file that cannot be read; the message says where and why. */
public final class BadScenarioException extends Exception {

  private static final long serialVersionUID = 1;

  BadScenarioException(String file, int line, String reason) {
    super(file + ": line " + line + ": " + reason.replaceAll("\\p{Cntrl}+", " "));
  }
}
