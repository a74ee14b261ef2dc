package io.longpole.deploy;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What is said on stderr beside answers: warnings, in one line each. */
final class Logging {

  private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

  /** Kept, because the log manager forgets levels of loggers that nobody holds. */
  private static final Logger ROOT = Logger.getLogger("");

  /** Advises a JVM flag that changes nothing here: no vectors are searched. */
  private static final Logger VECTORS =
      Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

  private Logging() {}

  static void configure() {
    if (System.getProperty(FORMAT) == null) {
      System.setProperty(FORMAT, "longpole: %4$s: %5$s%n");
    }
    ROOT.setLevel(Level.WARNING);
    VECTORS.setLevel(Level.SEVERE);
  }
}
