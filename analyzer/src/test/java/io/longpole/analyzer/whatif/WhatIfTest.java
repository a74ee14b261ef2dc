package io.longpole.analyzer.whatif;

import static io.longpole.analyzer.TraceFixture.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.Window;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.whatif.Prediction.Confidence;
import io.longpole.analyzer.whatif.Prediction.Note;
import io.longpole.analyzer.whatif.Prediction.OfEndpoint;
import io.longpole.analyzer.whatif.Prediction.OfTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WhatIfTest {

  private final List<Span> spans = new ArrayList<>();

  private void add(long id, String... lines) {
    spans.addAll(TraceFixture.spans(new TraceId(0, id), lines));
  }

  private Prediction predict(Scenario.Selection selection, Scenario.Alteration alteration) {
    Analysis analysis = new Analysis(Settings.DEFAULT);
    Window window = Window.of(spans, Map.of(), Settings.DEFAULT, analysis);
    return new WhatIf(window, analysis).predict(new Scenario("s", selection, alteration));
  }

  private static Scenario.Selection spansOf(long traceId, Long... spanIds) {
    return new Scenario.Spans(new TraceId(0, traceId), List.of(spanIds));
  }

  private static Scenario.Selection named(String operation) {
    return new Scenario.Operation("test", operation);
  }

  private static OfTrace only(Prediction prediction) {
    assertThat(prediction.traces()).hasSize(1);
    return prediction.traces().get(0);
  }

  @Test
  void spansAreNamedByTheirIds() {
    add(1, "web 0-100", "  a 10-50", "  b 50-90");

    OfTrace predicted = only(predict(spansOf(1, 2L), new Scenario.Scale(0.5, false)));
    assertThat(predicted.originalNanos()).isEqualTo(ms(100));
    assertThat(predicted.predictedNanos()).isEqualTo(ms(80));
    assertThat(predicted.notes()).isEmpty();
  }

  @Test
  void unknownAndNonBlockingSpansAreNoted() {
    add(1, "web 0-100", "  send 10-20 producer", "    job 200-300 consumer");

    assertThat(only(predict(spansOf(1, 3L), new Scenario.Remove())))
        .isEqualTo(
            new OfTrace(new TraceId(0, 1), ms(100), ms(100), 0, 0, List.of(Note.NOT_BLOCKING)));
    OfTrace partly = only(predict(spansOf(1, 2L, 9L), new Scenario.Remove()));
    assertThat(partly.predictedNanos()).isEqualTo(ms(90));
    assertThat(partly.notes()).containsExactly(Note.UNKNOWN_SPAN);
    assertThat(only(predict(spansOf(1, 9L), new Scenario.Remove())).notes())
        .containsExactly(Note.UNKNOWN_SPAN);
    Prediction elsewhere = predict(spansOf(7, 9L), new Scenario.Remove());
    assertThat(elsewhere.traces()).isEmpty();
    assertThat(elsewhere.notes()).containsExactly(Note.UNKNOWN_SPAN);
  }

  @Test
  void spansBelowOtherRootsDoNotBlock() {
    add(1, "web 0-100", "  db 10-20", "job 0-40", "  db 0-30");

    assertThat(only(predict(spansOf(1, 4L), new Scenario.Remove())).notes())
        .containsExactly(Note.NOT_BLOCKING);
  }

  @Test
  void limitBelowTheConcurrencySeenIsNoGain() {
    add(1, "web 0-50", "  q 10-40", "  q 10-40");

    OfTrace predicted = only(predict(spansOf(1, 2L, 3L), new Scenario.Parallelise(1)));
    assertThat(predicted.predictedNanos()).isEqualTo(ms(50));
    assertThat(predicted.notes()).containsExactly(Note.NO_GAIN);
  }

  @Test
  void attemptsThatOverlapAreNoRetries() {
    add(1, "web 0-100", "  x 10-60 client error", "  x 30-90 client");

    OfTrace predicted = only(predict(spansOf(1, 2L, 3L), new Scenario.NoRetries()));
    assertThat(predicted.predictedNanos()).isEqualTo(ms(100));
    assertThat(predicted.notes()).containsExactly(Note.NO_GAIN);
  }

  @Test
  void outcomeOfTheLastAttemptDecidesWhichOneStays() {
    add(1, "T 0-170", "  x 10-40 client error", "  x 60-95 client error", "  x 140-160 client");
    add(
        2,
        "T 0-170",
        "  x 10-40 client error",
        "  x 60-95 client error",
        "  x 140-160 client error");

    Scenario.Alteration change = new Scenario.NoRetries();
    assertThat(only(predict(spansOf(1, 2L, 3L, 4L), change)).predictedNanos()).isEqualTo(ms(40));
    assertThat(only(predict(spansOf(2, 2L, 3L, 4L), change)).predictedNanos()).isEqualTo(ms(50));
  }

  @Test
  void attemptsOfAnOperationAreThoseThatTheDetectorJoins() {
    String http = " client http.request.method=POST url.full=http://pay/pay";
    add(
        1,
        "GET /checkout 0-170 server",
        "  POST 10-40" + http + " http.response.status_code=503 error",
        "  POST 60-95" + http + " http.response.status_code=503 error",
        "  POST 140-160" + http + " http.response.status_code=200");
    add(2, "GET /checkout 0-170 server", "  POST 10-40" + http + " http.response.status_code=200");
    Prediction prediction = predict(named("POST"), new Scenario.NoRetries());

    assertThat(prediction.traces())
        .extracting(OfTrace::predictedNanos)
        .containsExactly(ms(40), ms(170));
    assertThat(prediction.traces().get(1).notes()).containsExactly(Note.NO_GAIN);
    assertThat(prediction.endpoints().get(0).affected()).isEqualTo(1);
  }

  @Test
  void endpointHasQuantilesOfAllItsRequests() {
    for (int i = 1; i <= 120; i++) {
      // the first 40 have a query of 50 ms
      add(i, "GET /order/" + i + " 0-" + (100 + i), i <= 40 ? "  q 10-60" : "  c 10-60");
    }
    add(200, "other 0-100", "  c 10-20");
    Prediction prediction = predict(named("q"), new Scenario.Remove());

    assertThat(prediction.traces()).hasSize(40);
    assertThat(prediction.endpoints()).hasSize(1);
    OfEndpoint endpoint = prediction.endpoints().get(0);
    assertThat(endpoint.endpoint()).isEqualTo("test GET /order/*");
    assertThat(endpoint.traces()).isEqualTo(120);
    assertThat(endpoint.tracesInWindow()).isEqualTo(120);
    assertThat(endpoint.affected()).isEqualTo(40);
    assertThat(endpoint.before())
        .isEqualTo(
            new Prediction.Quantiles(ms(160), OptionalLong.of(ms(214)), OptionalLong.of(ms(219))));
    assertThat(endpoint.after().p50()).isEqualTo(ms(160));
    assertThat(endpoint.meanSavingNanos()).isEqualTo(ms(50) / 3);
    assertThat(endpoint.provenShare()).as("one child waits for none").isEqualTo(1);
    assertThat(endpoint.confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(endpoint.evidenceTraces()).isEqualTo(121);
  }

  @Test
  void quantilesOfFewTracesAreLeftOut() {
    for (int i = 1; i <= 19; i++) {
      add(i, "web 0-100", "  q 10-60");
    }
    OfEndpoint few = predict(named("q"), new Scenario.Remove()).endpoints().get(0);
    assertThat(few.before().p95()).isEmpty();
    assertThat(few.confidence()).isEqualTo(Confidence.LOW);
    add(20, "web 0-100", "  q 10-60");
    OfEndpoint enough = predict(named("q"), new Scenario.Remove()).endpoints().get(0);
    assertThat(enough.before().p95()).isPresent();
    assertThat(enough.before().p99()).isEmpty();
  }

  @Test
  void incompleteTracesLowerTheConfidence() {
    for (int i = 1; i <= 100; i++) {
      add(i, "web 0-100" + (i <= 11 ? " parent=77" : ""), "  q 10-60");
    }
    assertThat(predict(named("q"), new Scenario.Remove()).endpoints().get(0).confidence())
        .isEqualTo(Confidence.MEDIUM);
    spans.clear();
    for (int i = 1; i <= 100; i++) {
      add(i, "web 0-100" + (i <= 10 ? " parent=77" : ""), "  q 10-60");
    }
    assertThat(predict(named("q"), new Scenario.Remove()).endpoints().get(0).confidence())
        .isEqualTo(Confidence.HIGH);
  }

  @Test
  void beyond2000TracesASampleIsPredicted() {
    for (int i = 1; i <= 2_010; i++) {
      add(i, "web 0-100", "  q 10-60");
    }
    Prediction prediction = predict(named("q"), new Scenario.Remove());

    assertThat(prediction.traces()).hasSize(2_010);
    assertThat(prediction.endpoints().get(0).traces()).isEqualTo(2_000);
    assertThat(prediction.endpoints().get(0).tracesInWindow()).isEqualTo(2_010);
  }
}
