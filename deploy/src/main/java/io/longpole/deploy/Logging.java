package io.longpole.deploy;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What is said on stderr beside answers: warnings, in one line each. */
final class Logging {

  private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

  /** Kept, because the log manager forgets levels of loggers that nobody holds. */
  private static final Logger ROOT = Logger.getLogger("");

  private Logging() {}

  static void configure() {
    if (System.getProperty(FORMAT) == null) {
      System.setProperty(FORMAT, "longpole: %4$s: %5$s%n");
    }
    ROOT.setLevel(Level.WARNING);
  }
}
