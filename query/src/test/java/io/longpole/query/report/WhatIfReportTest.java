package io.longpole.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.whatif.Prediction;
import io.longpole.analyzer.whatif.Prediction.Confidence;
import io.longpole.analyzer.whatif.Prediction.Note;
import io.longpole.analyzer.whatif.Prediction.OfEndpoint;
import io.longpole.analyzer.whatif.Prediction.OfTrace;
import io.longpole.analyzer.whatif.Prediction.Quantiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WhatIfReportTest {

  private static final Prediction OF_ENDPOINT =
      new Prediction(
          "e",
          List.of(
              new OfTrace(new TraceId(0, 1), 412_000_000, 265_000_000, 1, 147_000_000, List.of())),
          List.of(
              new OfEndpoint(
                  "shop GET /checkout",
                  1_200,
                  1_200,
                  310,
                  quantiles(180_000_000, 412_000_000, 690_000_000),
                  quantiles(175_000_000, 265_000_000, 480_000_000),
                  21_000_000,
                  Confidence.HIGH,
                  0.98,
                  1_200)),
          List.of());

  private static final Prediction OF_TRACE =
      new Prediction(
          "t",
          List.of(
              new OfTrace(
                  new TraceId(0, 2),
                  240_000_000,
                  200_000_000,
                  40_000_000,
                  50_000_000,
                  List.of(Note.UNKNOWN_SPAN))),
          List.of(),
          List.of());

  private static final Prediction OF_NOTHING =
      new Prediction("n", List.of(), List.of(), List.of(Note.UNKNOWN_SPAN));

  private static Quantiles quantiles(long p50, long p95, long p99) {
    return new Quantiles(p50, OptionalLong.of(p95), OptionalLong.of(p99));
  }

  @Test
  void jsonIsAsAgreed() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WhatIfJson.write(List.of(OF_ENDPOINT, OF_TRACE, OF_NOTHING), 1_200, out);
    ObjectMapper mapper = new ObjectMapper();

    assertThat(mapper.readTree(out.toByteArray()).path("schema").asText())
        .isEqualTo("longpole.whatif/1");
    assertThat(mapper.readTree(out.toByteArray()).path("scenarios"))
        .isEqualTo(
            mapper.readTree(
                """
                [{"id": "e",
                  "traces": [{"traceId": "00000000000000000000000000000001", "originalNanos": 412000000,
                    "predictedNanos": 265000000, "savingLowNanos": 1, "savingHighNanos": 147000000, "notes": []}],
                  "endpoints": [{"endpoint": "shop GET /checkout", "traces": 1200, "tracesInWindow": 1200,
                    "affected": 310,
                    "before": {"p50": 180000000, "p95": 412000000, "p99": 690000000},
                    "after": {"p50": 175000000, "p95": 265000000, "p99": 480000000},
                    "meanSavingNanos": 21000000, "confidence": "high", "provenShare": 0.98,
                    "evidenceTraces": 1200}],
                  "notes": []},
                 {"id": "t",
                  "traces": [{"traceId": "00000000000000000000000000000002", "originalNanos": 240000000,
                    "predictedNanos": 200000000, "savingLowNanos": 40000000, "savingHighNanos": 50000000,
                    "notes": ["unknown-span"]}],
                  "endpoints": [], "notes": []},
                 {"id": "n", "traces": [], "endpoints": [], "notes": ["unknown-span"]}]
                """));
  }

  @Test
  void textIsASentenceAScenario() {
    assertThat(WhatIfText.sentences(OF_ENDPOINT))
        .containsExactly(
            "p95 of shop GET /checkout falls from 412 ms to 265 ms (310 of 1,200 requests affected;"
                + " high confidence, 98 % of the waits proven by 1,200 traces).");
    assertThat(WhatIfText.sentences(OF_TRACE))
        .containsExactly(
            "trace 00000000000000000000000000000002 falls from 240 ms to 200 ms (it saves 40 ms to"
                + " 50 ms, by how certain the order of calls is); some spans that were named are not"
                + " in the trace.");
    assertThat(WhatIfText.of(List.of(OF_NOTHING), Page.PLAIN))
        .startsWith("n: no such trace in these files.\n\nAssumes that");
  }
}
