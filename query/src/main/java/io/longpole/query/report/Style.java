package io.longpole.query.report;

import java.util.Locale;

/** The few ways in which a piece of text may stand out; without colours none of them shows. */
enum Style {
  PLAIN(""),
  STRONG("1"),
  FAINT("2"),
  BAD("31"),
  WARNING("33"),
  GOOD("32"),
  MARK("36");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  /** The text in this style, for a terminal that shows colours. The text must be safe. */
  String on(String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }

  /** How a severity of a finding or log record looks. */
  static Style ofSeverity(String severity) {
    return switch (severity.toLowerCase(Locale.ROOT)) {
      case "critical", "error", "fatal" -> BAD;
      case "warning", "warn" -> WARNING;
      case "trace", "debug" -> FAINT;
      default -> PLAIN;
    };
  }
}
