package io.longpole.analyzer.detect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a detector tells people of itself; {@link DetectorPage} makes a page of all of them.
 *
 * @param name in the analysis contract
 * @param purpose what it finds, in one sentence
 * @param rule when it reports, in words; the numbers stand in the limits
 * @param limits the numbers that the rule compares with
 * @param silences what looks like it, and is not reported
 * @param severity what makes it more or less severe
 * @param example a drawn trace in which it reports; else, of several traces, in words
 * @param fix what to do
 * @param details the fields of its findings, but those that repeat a limit
 */
record Description(
    String name,
    String purpose,
    String rule,
    List<Limit> limits,
    List<String> silences,
    String severity,
    Example example,
    String fix,
    Map<String, String> details) {

  /**
   * A number that a rule compares with.
   *
   * @param key in the rules of the CI gate; empty if it cannot be changed there
   */
  record Limit(String what, String value, String key) {}

  /** A trace as drawn in tests, a line a span; or no lines and words. */
  record Example(List<String> lines, String words) {}

  Description {
    limits = List.copyOf(limits);
    silences = List.copyOf(silences);
  }

  /** Begins the description of a detector. */
  static Builder of(String name, String purpose) {
    return new Builder(name, purpose);
  }

  /** Collects a description part by part. */
  static final class Builder {
    private final String name;
    private final String purpose;
    private final List<Limit> limits = new ArrayList<>();
    private final List<String> silences = new ArrayList<>();
    private final Map<String, String> details = new LinkedHashMap<>();
    private String rule = "";
    private String severity = "";
    private String fix = "";
    private Example example = new Example(List.of(), "");

    private Builder(String name, String purpose) {
      this.name = name;
      this.purpose = purpose;
    }

    Builder rule(String text) {
      rule = text;
      return this;
    }

    Builder limit(String what, String value) {
      limits.add(new Limit(what, value, ""));
      return this;
    }

    Builder limit(String what, long value) {
      return limit(what, Long.toString(value));
    }

    Builder share(String what, double value) {
      return limit(what, percent(value));
    }

    /** A limit that the rules of the CI gate may set. */
    Builder setting(String what, String value, String key) {
      limits.add(new Limit(what, value, key));
      return this;
    }

    Builder silent(String text) {
      silences.add(text);
      return this;
    }

    Builder severity(String text) {
      severity = text;
      return this;
    }

    Builder example(String... lines) {
      example = new Example(List.of(lines), "");
      return this;
    }

    Builder exampleInWords(String words) {
      example = new Example(List.of(), words);
      return this;
    }

    Builder fix(String text) {
      fix = text;
      return this;
    }

    Builder detail(String field, String meaning) {
      details.put(field, meaning);
      return this;
    }

    Description build() {
      return new Description(
          name, purpose, rule, limits, silences, severity, example, fix, details);
    }
  }

  static String percent(double share) {
    double percent = Math.round(share * 1000) / 10.0;
    return percent == Math.rint(percent)
        ? String.format(Locale.ROOT, "%.0f %%", percent)
        : String.format(Locale.ROOT, "%.1f %%", percent);
  }
}
