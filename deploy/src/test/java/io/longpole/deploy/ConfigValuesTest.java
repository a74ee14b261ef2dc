package io.longpole.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigValuesTest {

  @TempDir Path folder;

  @Test
  void defaultsMakeAWholeConfiguration() {
    Config config = Config.of(ConfigValues.resolve(Map.of(), Map.of()));
    assertThat(config.otlpGrpcAddress()).isEqualTo("127.0.0.1:4317");
    assertThat(config.quietPeriod()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.pendingBytes()).isEqualTo(256L << 20);
    assertThat(config.overlapTolerance()).isZero();
  }

  @Test
  void flagsBeatEnvironmentBeatsFileBeatsDefault() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("longpole.properties"),
            "quiet-period = 3s\nidle-time = 4s\nmax-trace-age = 5m\n");
    Config config =
        Config.of(
            ConfigValues.resolve(
                Map.of("quiet-period", "7s", "config", file.toString()),
                Map.of("LONGPOLE_QUIET_PERIOD", "8s", "LONGPOLE_IDLE_TIME", "9s")));
    assertThat(config.quietPeriod()).isEqualTo(Duration.ofSeconds(7));
    assertThat(config.idleTime()).isEqualTo(Duration.ofSeconds(9));
    assertThat(config.maxTraceAge()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void unknownKeyNamesTheNearestOne() throws IOException {
    Path file = Files.writeString(folder.resolve("f.properties"), "quiet-perod = 3s\n");
    assertThatThrownBy(() -> ConfigValues.resolve(Map.of("config", file.toString()), Map.of()))
        .hasMessageContaining("quiet-perod is no setting; the nearest is quiet-period");
    assertThatThrownBy(() -> ConfigValues.resolve(Map.of(), Map.of("LONGPOLE_DATADIR", "x")))
        .hasMessage("LONGPOLE_DATADIR is no setting; the nearest is LONGPOLE_DATA_DIR");
  }

  @Test
  void badValueSaysWhereItCameFromAndWhatIsExpected() {
    assertThatThrownBy(() ->
            Config.of(ConfigValues.resolve(Map.of(), Map.of("LONGPOLE_MAX_LAG_BYTES", "much"))))
        .hasMessageStartingWith(
            "max-lag-bytes=much (LONGPOLE_MAX_LAG_BYTES) is not a number of bytes");
    assertThatThrownBy(
            () -> Config.of(ConfigValues.resolve(Map.of("otlp-grpc-address", "4317"), Map.of())))
        .hasMessageContaining("host:port");
    assertThatThrownBy(
            () -> Config.of(ConfigValues.resolve(Map.of("durability", "maybe"), Map.of())))
        .hasMessageContaining("one of page-cache, periodic, synced");
  }

  @Test
  void sizesAndDurationsHaveUnits() {
    ConfigValues values =
        ConfigValues.resolve(
            Map.of("pending-bytes", "3GiB", "max-message-bytes", "17", "skew-max", "0ms"),
            Map.of());
    assertThat(values.bytes("pending-bytes")).isEqualTo(3L << 30);
    assertThat(values.bytes("max-message-bytes")).isEqualTo(17);
    assertThat(values.duration("skew-max")).isEqualTo(Duration.ZERO);
  }

  @Test
  void keysStayFew() {
    assertThat(ConfigKey.ALL).hasSizeLessThan(25);
    assertThat(Config.class.getRecordComponents()).hasSameSizeAs(ConfigKey.ALL);
  }

  @Test
  void distanceIsThatOfTheRecursiveDefinition() {
    long seed = 11;
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      String a = word(random);
      String b = word(random);
      assertThat(ConfigValues.distance(a, b))
          .as("seed %d: %s, %s", seed, a, b)
          .isEqualTo(slowDistance(a, b));
    }
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      word.append((char) ('a' + random.nextInt(3)));
    }
    return word.toString();
  }

  private static int slowDistance(String a, String b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.length() + b.length();
    }
    String restA = a.substring(1);
    String restB = b.substring(1);
    int substituted = slowDistance(restA, restB) + (a.charAt(0) == b.charAt(0) ? 0 : 1);
    int shortened = Math.min(slowDistance(restA, b), slowDistance(a, restB)) + 1;
    return Math.min(substituted, shortened);
  }
}
