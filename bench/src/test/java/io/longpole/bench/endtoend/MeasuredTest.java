package io.longpole.bench.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.deploy.load.LoadRun;
import io.longpole.proto.query.v1.Counter;
import io.longpole.proto.query.v1.Coverage;
import io.longpole.proto.query.v1.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MeasuredTest {

  private static final long SECOND = 1_000_000_000;
  private static final Sample.Resources IDLE =
      new Sample.Resources(0, 0, 0, 0, 0, new ResidentMemory(0, 0));

  @Test
  void ratesAreThoseOfTheWindowWithoutTheWarmUp() {
    List<Sample> samples =
        List.of(
            sample(0, 0, 0),
            sample(10, 50_000, SECOND),
            sample(20, 250_000, 3 * SECOND),
            sample(30, 999_000, 9 * SECOND));
    Measured measured =
        new Measured(
            new Run.Window(5 * SECOND, 25 * SECOND), samples, sent(999_000), samples.get(3));
    Map<String, Double> figures =
        measured.figures(Map.of("trace-log", 9_990_000L, "index", 19_980_000L)).stream()
            .collect(Collectors.toMap(f -> f.name() + " " + f.unit(), Figure::value));
    assertThat(figures)
        .containsEntry("accepted spans/s", 20_000.0)
        .containsEntry("analysed spans/s", 20_000.0)
        .containsEntry("server CPU cores", 0.2)
        .containsEntry("server CPU µs/span analysed", 10.0)
        .containsEntry("garbage collection % of the time", 10.0)
        .containsEntry("disk, both bytes/span", 30.0)
        .containsEntry("all searchable after the last span s", 5.0);
    assertThat(measured.faults()).isEmpty();
  }

  @Test
  void aLostSpanIsAFault() {
    List<Sample> samples = List.of(sample(1, 0, 0), sample(2, 999, 0));
    assertThat(
            new Measured(new Run.Window(0, 3 * SECOND), samples, sent(1_000), samples.get(1))
                .faults())
        .containsExactly("spans acknowledged=1000, analysed, duplicate or dropped=999");
  }

  @Test
  void oneSampleIsNoWindow() {
    List<Sample> samples = List.of(sample(1, 0, 0));
    assertThatThrownBy(() -> new Run.Window(0, SECOND).of(samples))
        .hasMessage("only 1 samples were taken; measure for longer");
  }

  @Test
  void aStatusIsDrainedWhenAllIsAnalysedOrDuplicateAndSearchable() {
    Status.Builder status =
        Status.newBuilder()
            .addCounters(counter("accepted", "traces", 100))
            .addCounters(counter("accepted", "logs", 7))
            .addCounters(counter("traces.refused", "lag", 3))
            .addCounters(counter("spans.analysed", "", 90))
            .addCounters(counter("spans.duplicate", "", 10))
            .setCoverage(Coverage.newBuilder().setSpans(80));
    Sample late = Sample.of(status.build(), IDLE);
    assertThat(late.accepted()).isEqualTo(100);
    assertThat(late.refused()).isEqualTo(3);
    assertThat(late.isDrained(100)).isFalse();
    Sample done = Sample.of(status.setCoverage(Coverage.newBuilder().setSpans(90)).build(), IDLE);
    assertThat(done.isDrained(100)).isTrue();
    assertThat(done.isDrained(101)).isFalse();
  }

  private static Counter counter(String name, String reason, long value) {
    return Counter.newBuilder().setName(name).setReason(reason).setValue(value).build();
  }

  private static Sample sample(long second, long spans, long cpuNanos) {
    return new Sample(
        second * SECOND,
        spans,
        spans,
        spans,
        spans,
        0,
        0,
        0,
        0,
        new Sample.Resources(cpuNanos, 0, cpuNanos / 2, 0, 0, new ResidentMemory(0, 0)));
  }

  private static LoadRun.Totals sent(long spans) {
    return new LoadRun.Totals(spans / 16, spans, 0, spans, 0, 0, 0, Duration.ofSeconds(25));
  }
}
