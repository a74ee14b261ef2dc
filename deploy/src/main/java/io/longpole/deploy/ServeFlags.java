package io.longpole.deploy;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The settings of {@link ConfigKey} as options of a command, so that each is named in one place.
 */
final class ServeFlags {

  private ServeFlags() {}

  /** Adds {@code --config} and one option a setting. */
  static void addTo(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder("--config")
            .paramLabel("FILE")
            .type(String.class)
            .description("settings as key = value lines (or LONGPOLE_CONFIG)")
            .build());
    for (ConfigKey key : ConfigKey.ALL) {
      spec.addOption(
          OptionSpec.builder("--" + key.name())
              .paramLabel("VALUE")
              .type(String.class)
              .description(described(key))
              .build());
    }
  }

  /** A percent sign would begin a format. */
  private static String described(ConfigKey key) {
    return (key.meaning() + " (default: " + key.defaultValue() + ")").replace("%", "%%");
  }

  /** What was given on the command line, by key. */
  static Map<String, String> given(CommandSpec spec) {
    Map<String, String> flags = new HashMap<>();
    for (OptionSpec option : spec.options()) {
      String name = option.longestName().substring(2);
      if (name.equals("config") || isKey(name)) {
        String value = option.getValue();
        if (value != null) {
          flags.put(name, value);
        }
      }
    }
    return flags;
  }

  private static boolean isKey(String name) {
    return ConfigKey.ALL.stream().anyMatch(key -> key.name().equals(name));
  }
}
