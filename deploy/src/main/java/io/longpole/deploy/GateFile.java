package io.longpole.deploy;

import io.longpole.analyzer.detect.DetectorSettings;
import io.longpole.analyzer.finding.Severity;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.Finding;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The rules of a CI gate, in a small file that is checked in beside the code.
 *
 * <pre>
 * fail-on = warning
 * loop-calls = 8
 * suppress.1a8475fe94809498b9e64d4c16ced8d1 = 2027-01-31 warning the report is rewritten until then
 * </pre>
 *
 * A suppressed finding is left out and counted. It comes back on the day after its date, and when
 * it is more severe than what was accepted.
 *
 * @param failOn the severity from which the gate fails; empty if the file does not say
 */
record GateFile(String failOn, DetectorSettings thresholds, Map<String, Suppression> suppressions) {

  static final GateFile NONE = new GateFile("", DetectorSettings.DEFAULT, Map.of());

  private static final String SUPPRESS = "suppress.";
  private static final int MIN_PREFIX = 8;

  /** An accepted problem: until when, up to which severity, and why. */
  record Suppression(LocalDate until, Severity accepted, String reason) {

    /** The same rule as a server's: through the last day, and no more severe than accepted. */
    boolean covers(Severity severity, LocalDate today) {
      return new io.longpole.analyzer.finding.Suppression(
              startNanos(until.plusDays(1)), accepted, reason)
          .covers(severity, startNanos(today));
    }

    /** Days beyond 2262, which nanoseconds do not reach, are that year's. */
    private static long startNanos(LocalDate day) {
      return TimeUnit.DAYS.toNanos(day.toEpochDay());
    }
  }

  GateFile {
    suppressions = Map.copyOf(suppressions);
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException that names the file, the key and what is expected
   */
  static GateFile read(Path file) {
    try {
      return of(Files.readString(file, StandardCharsets.UTF_8), file.toString());
    } catch (IOException e) {
      throw new ConfigException(file + ": the rules cannot be read: " + e.getMessage());
    }
  }

  /** Reads the text of a file; {@code name} stands in messages. */
  static GateFile of(String text, String name) {
    Properties properties = new Properties();
    try (Reader reader = new StringReader(text)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(name + ": " + e.getMessage());
    }
    Builder builder = new Builder(name);
    Map<String, String> sorted = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> sorted.put(key, properties.getProperty(key)));
    sorted.forEach((key, value) -> builder.put(key, value.strip()));
    return builder.build();
  }

  /** The analysis without what is suppressed on that day; its coverage says how much that was. */
  Analysis apply(Analysis analysis, LocalDate today) {
    List<Finding> kept = new ArrayList<>();
    int suppressed = 0;
    for (Finding finding : analysis.getFindingsList()) {
      if (isSuppressed(finding, today)) {
        suppressed++;
      } else {
        kept.add(finding);
      }
    }
    Analysis.Builder result = analysis.toBuilder().clearFindings().addAllFindings(kept);
    if (suppressed > 0) {
      result.getCoverageBuilder().addNotes(suppressed + " findings are suppressed by the rules");
    }
    for (Map.Entry<String, Suppression> each : new TreeMap<>(suppressions).entrySet()) {
      if (each.getValue().until().isBefore(today)) {
        result
            .getCoverageBuilder()
            .addNotes(
                "the suppression of " + each.getKey() + " ended on " + each.getValue().until());
      }
    }
    return result.build();
  }

  private boolean isSuppressed(Finding finding, LocalDate today) {
    Optional<Severity> severity = Severity.parse(finding.getSeverity());
    return suppressions.entrySet().stream()
        .filter(each -> finding.getFingerprint().startsWith(each.getKey()))
        .map(Map.Entry::getValue)
        .anyMatch(suppression -> severity.isPresent() && suppression.covers(severity.get(), today));
  }

  /** Collects keys and checks them. */
  private static final class Builder {
    private final String name;
    private final Map<String, Suppression> suppressions = new TreeMap<>();
    private final Map<String, Double> numbers = new TreeMap<>();
    private String failOn = "";

    Builder(String name) {
      this.name = name;
    }

    void put(String key, String value) {
      if (key.startsWith(SUPPRESS)) {
        suppress(key.substring(SUPPRESS.length()).toLowerCase(Locale.ROOT), value);
        return;
      }
      switch (key) {
        case "fail-on" -> {
          severity(key, value);
          failOn = value;
        }
        case "loop-calls",
            "pattern-repeats",
            "gate-millis",
            "gate-share",
            "chatty-calls",
            "chatty-children" ->
            numbers.put(key, number(key, value));
        default ->
            throw new ConfigException(
                name
                    + ": "
                    + key
                    + " is no rule (fail-on, suppress.FINGERPRINT, loop-calls, pattern-repeats,"
                    + " gate-millis, gate-share, chatty-calls, chatty-children)");
      }
    }

    private Severity severity(String key, String value) {
      return Severity.parse(value)
          .orElseThrow(() ->
              new ConfigException(
                  name + ": " + key + "=" + value + " (info, warning or critical is expected)"));
    }

    private double number(String key, String value) {
      try {
        double number = Double.parseDouble(value);
        if (number > 0 && number < 1e9) {
          return number;
        }
      } catch (NumberFormatException e) {
        // said below, as for any number that makes no sense
      }
      throw new ConfigException(
          name + ": " + key + "=" + value + " (a number above 0 is expected)");
    }

    private void suppress(String fingerprint, String value) {
      String[] words = value.split("\\s+", 3);
      if (fingerprint.length() < MIN_PREFIX || !fingerprint.matches("[0-9a-f]{1,32}")) {
        throw new ConfigException(
            name + ": " + SUPPRESS + fingerprint + " (8 to 32 hex digits are expected)");
      }
      if (words.length < 3) {
        throw new ConfigException(
            name
                + ": "
                + SUPPRESS
                + fingerprint
                + "="
                + value
                + " (UNTIL SEVERITY REASON is expected, such as 2027-01-31 warning known)");
      }
      try {
        suppressions.put(
            fingerprint,
            new Suppression(
                LocalDate.parse(words[0]), severity(SUPPRESS + fingerprint, words[1]), words[2]));
      } catch (DateTimeParseException e) {
        throw new ConfigException(
            name + ": " + SUPPRESS + fingerprint + ": " + words[0] + " is no date (YYYY-MM-DD)");
      }
    }

    private int count(String key, int otherwise) {
      return (int) Math.round(numbers.getOrDefault(key, (double) otherwise));
    }

    GateFile build() {
      DetectorSettings usual = DetectorSettings.DEFAULT;
      double gateMillis = numbers.getOrDefault("gate-millis", usual.gateNanos() / 1e6);
      try {
        return new GateFile(
            failOn,
            new DetectorSettings(
                count("loop-calls", usual.loopCalls()),
                count("pattern-repeats", usual.patternRepeats()),
                Math.round(gateMillis * 1e6),
                numbers.getOrDefault("gate-share", usual.gateShare()),
                count("chatty-calls", usual.chattyCalls()),
                count("chatty-children", usual.chattyChildren())),
            suppressions);
      } catch (IllegalArgumentException e) {
        throw new ConfigException(name + ": " + e.getMessage());
      }
    }
  }
}
