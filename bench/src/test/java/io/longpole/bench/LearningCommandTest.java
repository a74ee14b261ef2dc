package io.longpole.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.query.cli.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LearningCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    PrintStream printed = new PrintStream(out, false, StandardCharsets.UTF_8);
    Surroundings surroundings = new Surroundings(printed, printed, Map.of(), false, () -> 0);
    return new CommandLine(new LearningCommand(surroundings))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void eachDetectorThatIsAskedForHasALine() {
    assertThat(run("--rounds", "1", "hedge")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines().map(line -> line.substring(0, 16)))
        .containsExactly(
            "NS A CALL       ", "what all share  ", "hedge           ", "all together    ");
  }

  @Test
  void aNameThatNoneHasIsAnError() {
    assertThat(run("retry")).isEqualTo(2);
    assertThat(err.toString()).contains("detector=retry: none that learns; one of hedge, ");
    assertThat(run("--rounds", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("rounds=0 < 1");
  }
}
