package io.longpole.deploy;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings resolved from flags, environment, file and defaults, each with its source, and read with
 * their type. An unknown key is an error that names the nearest known one.
 */
final class ConfigValues {

  private record Value(String text, String source) {}

  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
  private static final Pattern BYTES = Pattern.compile("(\\d+)\\s*(B|KiB|MiB|GiB|TiB)?");
  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9a-fA-F:]+\\]|[^:\\s]+):(\\d{1,5})");

  private final Map<String, Value> values = new HashMap<>();

  private ConfigValues() {}

  /**
   * Resolves all keys: flags before environment before file before defaults.
   *
   * @param flags by key, without dashes
   * @param environment of the process; only variables that start with LONGPOLE_ are looked at
   * @throws ConfigException for an unknown key or a file that cannot be read
   */
  static ConfigValues resolve(Map<String, String> flags, Map<String, String> environment) {
    ConfigValues resolved = new ConfigValues();
    for (ConfigKey key : ConfigKey.ALL) {
      resolved.values.put(key.name(), new Value(key.defaultValue(), "default"));
    }
    String file = flags.getOrDefault("config", environment.getOrDefault("LONGPOLE_CONFIG", ""));
    if (!file.isEmpty()) {
      resolved.readFile(Path.of(file));
    }
    resolved.readEnvironment(new TreeMap<>(environment));
    new TreeMap<>(flags).forEach((name, text) -> resolved.putFlag(name, text));
    return resolved;
  }

  private void putFlag(String name, String text) {
    if (!name.equals("config")) {
      put(name, text, "--" + name);
    }
  }

  private void readEnvironment(Map<String, String> environment) {
    Map<String, String> names = new HashMap<>();
    ConfigKey.ALL.forEach(key -> names.put(key.variable(), key.name()));
    environment.forEach((variable, text) -> {
      if (!variable.startsWith("LONGPOLE_") || NOT_SETTINGS.contains(variable)) {
        return;
      }
      String name = names.get(variable);
      if (name == null) {
        throw new ConfigException(
            variable + " is no setting; the nearest is " + nearest(variable, names.keySet()));
      }
      put(name, text, variable);
    });
  }

  /** Variables of the launcher and of commands that are no server settings. */
  private static final java.util.Set<String> NOT_SETTINGS =
      java.util.Set.of(
          "LONGPOLE_CONFIG",
          "LONGPOLE_JAVA_HOME",
          "LONGPOLE_OPTS",
          "LONGPOLE_SERVER",
          "LONGPOLE_SHARED");

  private void readFile(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("config=" + file + " cannot be read: " + e.getMessage());
    }
    for (String name : new TreeMap<>(properties).keySet().toArray(new String[0])) {
      put(name, properties.getProperty(name), file + ": " + name);
    }
  }

  private void put(String name, String text, String source) {
    if (!values.containsKey(name)) {
      throw new ConfigException(
          source + " is no setting; the nearest is " + nearest(name, values.keySet()));
    }
    values.put(name, new Value(text.strip(), source));
  }

  String text(String name) {
    return value(name).text;
  }

  String oneOf(String name, String... allowed) {
    String text = text(name);
    for (String candidate : allowed) {
      if (candidate.equals(text)) {
        return text;
      }
    }
    throw bad(name, "one of " + String.join(", ", allowed));
  }

  /** host:port with a port from 0 to 65535. */
  String address(String name) {
    Matcher matcher = ADDRESS.matcher(text(name));
    if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
      throw bad(name, "host:port, such as 127.0.0.1:4317");
    }
    return text(name);
  }

  Duration duration(String name) {
    try {
      return parseDuration(text(name));
    } catch (ConfigException e) {
      throw bad(name, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads a number with a unit.
   *
   * @throws ConfigException whose message says what is expected
   */
  static Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches() || matcher.group(1).length() > 9) {
      throw new ConfigException("a number with ms, s, m, h or d, such as 2s");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  long bytes(String name) {
    Matcher matcher = BYTES.matcher(text(name));
    if (!matcher.matches() || matcher.group(1).length() > 12) {
      throw bad(name, "a number of bytes, or with KiB, MiB, GiB, TiB, such as 256MiB");
    }
    String unit = matcher.group(2);
    int shift =
        unit == null || unit.equals("B")
            ? 0
            : switch (unit) {
              case "KiB" -> 10;
              case "MiB" -> 20;
              case "GiB" -> 30;
              default -> 40;
            };
    long number = Long.parseLong(matcher.group(1));
    if (number > Long.MAX_VALUE >> shift) {
      throw bad(name, "a number of bytes below 8 EiB");
    }
    return number << shift;
  }

  int count(String name) {
    try {
      int number = Integer.parseInt(text(name));
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw bad(name, "a whole number above 0");
    }
    throw bad(name, "a whole number above 0");
  }

  double share(String name) {
    try {
      double number = Double.parseDouble(text(name));
      if (number >= 0 && number <= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw bad(name, "a number from 0 to 1");
    }
    throw bad(name, "a number from 0 to 1");
  }

  private ConfigException bad(String name, String expected) {
    Value value = value(name);
    return new ConfigException(
        name + "=" + value.text + " (" + value.source + ") is not " + expected);
  }

  private Value value(String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("name=" + name);
    }
    return value;
  }

  private static String nearest(String name, Iterable<String> candidates) {
    return java.util.stream.StreamSupport.stream(candidates.spliterator(), false)
        .min(
            Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .orElse("");
  }

  /** Levenshtein's distance, one row at a time. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
