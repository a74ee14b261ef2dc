package io.longpole.deploy;

import io.longpole.analyzer.path.Overflow;
import java.util.Locale;

/** The overflow rule as people write it. */
final class Overflows {

  private Overflows() {}

  /**
   * Reads clip, drop or auto.
   *
   * @throws IllegalArgumentException that names the setting and what is expected
   */
  static Overflow parse(String setting, String text) {
    for (Overflow rule : Overflow.values()) {
      if (rule.name().toLowerCase(Locale.ROOT).equals(text)) {
        return rule;
      }
    }
    throw new IllegalArgumentException(setting + "=" + text + " is not clip, drop or auto");
  }
}
