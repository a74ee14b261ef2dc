package io.longpole.query.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.path.Change;
import io.longpole.analyzer.whatif.Scenario;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioLinesTest {

  private static List<Scenario> read(String text) throws IOException, BadScenarioException {
    return ScenarioLines.read("s.jsonl", new StringReader(text));
  }

  @Test
  void everyChangeIsRead() throws Exception {
    assertThat(
            read(
                """
                {"id": "a", "traceId": "0A", "spanIds": ["0b", "c"], "change": "scale", "factor": 0.5, "why": {"x": [1]}}

                {"id": 7, "service": "shop", "operation": "GET /", "change": "scale", "factor": 2, "subtree": true}
                {"service": "shop", "operation": "GET /", "change": "remove", "limit": null}
                {"id": "d", "service": "shop", "operation": "GET /", "change": "batch"}
                {"id": "e", "service": "shop", "operation": "GET /", "change": "parallelise", "limit": 4}
                {"id": "f", "service": "shop", "operation": "GET /", "change": "parallelise"}
                {"id": "g", "service": "shop", "operation": "GET /", "change": "no-retries"}
                """))
        .containsExactly(
            new Scenario(
                "a",
                new Scenario.Spans(new TraceId(0, 10), List.of(11L, 12L)),
                new Scenario.Scale(0.5, false)),
            named("7", new Scenario.Scale(2, true)),
            named("4", new Scenario.Remove()),
            named("d", new Scenario.Batch()),
            named("e", new Scenario.Parallelise(4)),
            named("f", new Scenario.Parallelise(Change.Parallelise.UNLIMITED)),
            named("g", new Scenario.NoRetries()));
  }

  private static Scenario named(String id, Scenario.Alteration alteration) {
    return new Scenario(id, new Scenario.Operation("shop", "GET /"), alteration);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":            | not JSON",
        "[]                  | not a JSON object",
        "{} {}               | more than one JSON object",
        "{\"change\":\"batch\"} | which spans?",
        "{\"service\":\"a\",\"change\":\"batch\"} | \"operation\" is missing",
        "{\"service\":\"a\",\"operation\":\"b\",\"traceId\":\"1\",\"change\":\"batch\"} | not both",
        "{\"service\":\"a\",\"operation\":\"b\"} | \"change\" is missing",
        "{\"service\":\"a\",\"operation\":\"b\",\"change\":\"scal\"} | \"scal\" is not scale, remove",
        "{\"service\":\"a\",\"operation\":\"b\",\"change\":\"scale\"} | \"factor\" is missing",
        "{\"service\":\"a\",\"operation\":\"b\",\"change\":\"scale\",\"factor\":\"2\"} | must be a number",
        "{\"service\":\"a\",\"operation\":\"b\",\"change\":\"scale\",\"factor\":-1} | factor=-1.0",
        "{\"service\":\"a\",\"operation\":\"b\",\"change\":\"parallelise\",\"limit\":0} | from 1 on",
        "{\"service\":\"a\",\"operation\":\"b\",\"change\":\"parallelise\",\"limit\":1.5} | from 1 on",
        "{\"traceId\":\"xyz\",\"spanIds\":[\"1\"],\"change\":\"batch\"} | \"traceId\"",
        "{\"traceId\":\"1\",\"spanIds\":[],\"change\":\"batch\"} | at least one",
        "{\"traceId\":\"1\",\"spanIds\":[1],\"change\":\"batch\"} | texts of hex digits",
        "{\"traceId\":\"1\",\"spanIds\":[\"g\"],\"change\":\"batch\"} | \"spanIds\"",
      })
  void wrongLinesAreNamedWithFileNumberAndReason(String line, String reason) {
    String good = "{\"service\":\"a\",\"operation\":\"b\",\"change\":\"batch\"}\n\n";
    assertThatExceptionOfType(BadScenarioException.class)
        .isThrownBy(() -> read(good + line))
        .withMessageStartingWith("s.jsonl: line 3: ")
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
