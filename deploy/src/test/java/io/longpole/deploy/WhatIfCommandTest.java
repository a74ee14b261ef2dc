package io.longpole.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhatIfCommandTest {

  private static final int OTHERS = 30;

  @TempDir Path folder;
  private Path traces = Path.of("");

  /**
   * In trace 0 "stock" ends by chance before "pay" begins; in the others it does not, so pay does
   * not wait for it.
   */
  @BeforeEach
  void drawTraces() throws IOException {
    List<String> spans = new ArrayList<>();
    for (int trace = 0; trace <= OTHERS; trace++) {
      spans.add(span(trace, 1, "GET /checkout", 0, 100));
      spans.add(span(trace, 2, "price", 10, 50));
      spans.add(span(trace, 3, "stock", 10, trace == 0 ? 40 : 80));
      spans.add(span(trace, 4, "pay", 55, 95));
    }
    traces =
        Files.writeString(
            folder.resolve("traces.json"),
            "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\","
                + "\"value\":{\"stringValue\":\"shop\"}}]},\"scopeSpans\":[{\"spans\":["
                + String.join(",", spans)
                + "]}]}]}");
  }

  private static String span(int trace, int id, String name, long startMillis, long endMillis) {
    return String.format(
        Locale.ROOT,
        "{\"traceId\":\"%032x\",\"spanId\":\"%016x\",%s\"name\":\"%s\",\"kind\":1,"
            + "\"startTimeUnixNano\":\"%d\",\"endTimeUnixNano\":\"%d\"}",
        trace + 1,
        id,
        id == 1 ? "" : "\"parentSpanId\":\"0000000000000001\",",
        name,
        1_700_000_000_000_000_000L + startMillis * 1_000_000,
        1_700_000_000_000_000_000L + endMillis * 1_000_000);
  }

  private CommandRun whatIf(String scenarios, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("scenarios.jsonl"), scenarios);
    List<String> arguments =
        new ArrayList<>(List.of("what-if", traces.toString(), "--scenarios", file.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static final String REMOVE_PRICE =
      "{\"id\":\"p\",\"traceId\":\"1\",\"spanIds\":[\"2\"],\"change\":\"remove\"}";

  @Test
  void otherTracesTellThatPayDoesNotWaitForStock() throws IOException {
    CommandRun told = whatIf(REMOVE_PRICE, "--format", "json");
    CommandRun alone = whatIf(REMOVE_PRICE, "--format", "json", "--evidence", "off");

    assertThat(told.exitCode()).as(told.err()).isZero();
    assertThat(told.out())
        .contains("\"schema\": \"longpole.whatif/1\"")
        .contains("\"originalNanos\":100000000,\"predictedNanos\":60000000")
        .contains("\"savingLowNanos\":10000000,\"savingHighNanos\":40000000");
    assertThat(alone.out()).contains("\"originalNanos\":100000000,\"predictedNanos\":90000000");
  }

  @Test
  void textIsASentence() throws IOException {
    CommandRun run =
        whatIf(
            "{\"id\":\"half\",\"service\":\"shop\",\"operation\":\"pay\",\"change\":\"scale\",\"factor\":0.5}");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().replaceAll("\\s+", " "))
        .startsWith(
            "half: p95 of shop GET /checkout falls from 100 ms to 85 ms (31 of 31 requests"
                + " affected; ");
  }

  @Test
  void whatToChangeMustBeSaid() {
    for (String line :
        List.of(
            "what-if",
            "what-if a.json",
            "what-if --finding abcd a.json",
            "what-if --finding abcd --service shop",
            "what-if --service shop",
            "what-if --operation pay")) {
      CommandRun run = CommandRun.of(line.split(" "));
      assertThat(run.exitCode()).as(line).isEqualTo(2);
      assertThat(run.err()).as(line).hasLineCount(1);
    }
    assertThat(CommandRun.of("what-if").err()).contains("Name --finding FINGERPRINT");
  }

  @Test
  void badLinesAndMissingFilesAreSaidInOneLine() throws IOException {
    CommandRun bad = whatIf(REMOVE_PRICE + "\n{\"id\":\"x\"}\n");
    assertThat(bad.exitCode()).isEqualTo(2);
    assertThat(bad.out()).isEmpty();
    assertThat(bad.err()).contains("scenarios.jsonl: line 2: which spans?").hasLineCount(1);

    CommandRun missing =
        CommandRun.of("what-if", traces.toString(), "--scenarios", folder + "/nowhere.jsonl");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("nowhere.jsonl: no such file").hasLineCount(1);
  }
}
