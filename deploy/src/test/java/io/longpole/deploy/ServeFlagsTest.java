package io.longpole.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.query.cli.Surroundings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ServeFlagsTest {

  @Test
  void onlyGivenSettingsAreFlagsAndOtherOptionsAreNone() {
    CommandLine serve = ServeCommand.commandLine(Surroundings.ofProcess());
    serve.parseArgs("--verbose", "--data-dir", "here", "--config", "there", "--quiet-period=1s");
    assertThat(ServeFlags.given(serve.getCommandSpec()))
        .isEqualTo(Map.of("data-dir", "here", "config", "there", "quiet-period", "1s"));
  }

  @Test
  void everySettingIsAnOption() {
    CommandLine serve = ServeCommand.commandLine(Surroundings.ofProcess());
    for (ConfigKey key : ConfigKey.ALL) {
      assertThat(serve.getCommandSpec().findOption("--" + key.name())).as(key.name()).isNotNull();
    }
  }
}
