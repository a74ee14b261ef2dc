package io.longpole.analyzer.finding;

import java.util.Locale;
import java.util.Optional;

/** How much a finding matters, least first. */
public enum Severity {
  INFO,
  WARNING,
  CRITICAL;

  /** Lower case, as in JSON and on the command line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The severity of that name in any case. */
  public static Optional<Severity> parse(String text) {
    for (Severity severity : values()) {
      if (severity.text().equals(text.toLowerCase(Locale.ROOT))) {
        return Optional.of(severity);
      }
    }
    return Optional.empty();
  }
}
