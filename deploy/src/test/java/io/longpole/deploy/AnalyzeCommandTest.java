package io.longpole.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzeCommandTest {

  private static final int AUTHORS = 12;
  private static final String TRACE = "0102030405060708090a0b0c0d0e0f10";

  @TempDir Path folder;
  private final List<String> spans = new ArrayList<>();

  @BeforeEach
  void drawALoop() {
    spans.add(span(1, 0, 2, "GET /authors", 0, 130, ""));
    for (int i = 0; i < AUTHORS; i++) {
      spans.add(
          span(
              2 + i,
              1,
              3,
              "SELECT book",
              5 + 10 * i,
              14 + 10 * i,
              "{\"key\":\"db.system.name\",\"value\":{\"stringValue\":\"postgresql\"}},"
                  + "{\"key\":\"db.query.text\",\"value\":{\"stringValue\":"
                  + "\"SELECT * FROM book WHERE author_id = ?\"}}"));
    }
  }

  private static String span(
      int id,
      int parent,
      int kind,
      String name,
      long startMillis,
      long endMillis,
      String attributes) {
    return String.format(
        Locale.ROOT,
        "{\"traceId\":\"%s\",\"spanId\":\"%016x\",%s\"name\":\"%s\",\"kind\":%d,"
            + "\"startTimeUnixNano\":\"%d\",\"endTimeUnixNano\":\"%d\",\"attributes\":[%s]}",
        TRACE,
        id,
        parent == 0 ? "" : String.format(Locale.ROOT, "\"parentSpanId\":\"%016x\",", parent),
        name,
        kind,
        1_700_000_000_000_000_000L + startMillis * 1_000_000,
        1_700_000_000_000_000_000L + endMillis * 1_000_000,
        attributes);
  }

  private Path file(String name, List<String> some) throws IOException {
    return Files.writeString(
        folder.resolve(name),
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
            + "{\"stringValue\":\"shop\"}}]},\"scopeSpans\":[{\"spans\":["
            + String.join(",", some)
            + "]}]}]}\n");
  }

  @Test
  void aLoopIsFoundAndTheExitCodeFollowsFailOn() throws IOException {
    String file = file("spans.json", spans).toString();
    CommandRun plain = CommandRun.of("analyze", file);
    assertThat(plain.exitCode()).isZero();
    assertThat(plain.err()).isEmpty();
    assertThat(plain.out()).contains("n-plus-one", "SELECT book");
    assertThat(plain.out().lines()).allMatch(line -> line.length() <= 80);
    CommandRun json = CommandRun.of("analyze", "--format", "json", file);
    assertThat(json.out()).contains("longpole.analysis/1", "\"count\"");
    assertThat(json.out().replace(" ", "")).contains("\"count\":12");
    assertThat(CommandRun.of("analyze", "--fail-on", "critical", file).exitCode())
        .isEqualTo(json.out().contains("\"critical\"") ? 1 : 0);
    assertThat(CommandRun.of("analyze", "--fail-on", "info", file).exitCode()).isEqualTo(1);
    assertThat(CommandRun.of("analyze", "--format", "markdown", file).out()).startsWith("#");
  }

  @Test
  void theAnswerIsByteEqualForAnyOrderOfFilesAndSpans() throws IOException {
    String expected = CommandRun.of("analyze", "--json", file("all.json", spans).toString()).out();
    long seed = 11;
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      List<String> shuffled = new ArrayList<>(spans);
      Collections.shuffle(shuffled, random);
      int cut = random.nextInt(shuffled.size());
      List<String> files = new ArrayList<>();
      files.add(file("a.json", shuffled.subList(0, cut)).toString());
      files.add(file("b.json", shuffled.subList(cut, shuffled.size())).toString());
      Collections.shuffle(files, random);
      assertThat(CommandRun.of("analyze", "--json", files.get(0), files.get(1)).out())
          .as("seed %d, round %d", seed, round)
          .isEqualTo(expected);
    }
  }

  @Test
  void whatCannotBeReadIsOneLineAndExitCodeTwo() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\"resourceSpans\":[{]}");
    CommandRun run = CommandRun.of("analyze", file("good.json", spans).toString(), broken + "");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("broken.json");
    CommandRun missing = CommandRun.of("analyze", folder.resolve("nowhere.json").toString());
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("nowhere.json");
    CommandRun level = CommandRun.of("analyze", "--fail-on", "severe", broken.toString());
    assertThat(level.exitCode()).isEqualTo(2);
    assertThat(level.err()).contains("severe");
  }

  @Test
  void sarifNamesRuleLevelAndFingerprint() throws IOException {
    String file = file("spans.json", spans).toString();
    CommandRun run = CommandRun.of("analyze", "--format", "sarif", file);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().replace(" ", ""))
        .contains("\"version\":\"2.1.0\"", "\"ruleId\":\"n-plus-one\"", "\"level\":\"error\"")
        .contains("\"longpole/1\":\"" + fingerprint(file) + "\"");
  }

  @Test
  void htmlIsOnePageThatLoadsNothing() throws IOException {
    String file = file("spans.json", spans).toString();
    CommandRun run = CommandRun.of("analyze", "--format", "html", file);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("<!doctype html>")
        .contains("n-plus-one in", fingerprint(file), "default-src 'none'")
        .doesNotContain("http://", "https://", "<script", "<link");
  }

  @Test
  void rulesSuppressUntilTheirDateAndUpToTheirSeverity() throws IOException {
    String file = file("spans.json", spans).toString();
    String suppress = "fail-on = info\nsuppress." + fingerprint(file) + " = ";
    assertThat(withRules(file, suppress + "9999-01-01 critical known").exitCode()).isZero();
    assertThat(withRules(file, suppress + "9999-01-01 critical known").out())
        .contains("1 findings are suppressed")
        .doesNotContain("n-plus-one  in");
    assertThat(withRules(file, suppress + "9999-01-01 warning known").exitCode()).isEqualTo(1);
    assertThat(withRules(file, suppress + "2001-01-01 critical known").exitCode()).isEqualTo(1);
    assertThat(withRules(file, "fail-on = info\nloop-calls = 13").exitCode()).isZero();
    CommandRun wrong = withRules(file, suppress + "soon");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("rules", "UNTIL SEVERITY REASON");
    assertThat(withRules(file, "loop-cals = 3").err()).contains("loop-cals is no rule");
  }

  private CommandRun withRules(String file, String rules) throws IOException {
    Path written = Files.writeString(folder.resolve("rules"), rules);
    return CommandRun.of("analyze", "--rules", written.toString(), file);
  }

  private static String fingerprint(String file) {
    String json = CommandRun.of("analyze", "--json", file).out().replace(" ", "");
    int at = json.indexOf("\"fingerprint\":\"") + "\"fingerprint\":\"".length();
    return json.substring(at, at + 32);
  }
}
