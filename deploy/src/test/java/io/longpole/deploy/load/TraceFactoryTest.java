package io.longpole.deploy.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.collector.wire.OtlpDecoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceFactoryTest {

  private static final long NOW = 1_700_000_000_000_000_000L;

  @Test
  void aBatchHoldsWholeTracesOfTheShape() throws Exception {
    LoadShape shape = new LoadShape(16, 8, 1, 0, 0, 0.25);
    TraceFactory.Batch batch = new TraceFactory(shape, 7).batch(10, NOW);
    List<Span> spans = spans(batch.traces());
    assertThat(spans).hasSize(160).hasSize(batch.spans());
    assertThat(batch.traces().stream().mapToInt(TraceFactory.Request::spans).sum()).isEqualTo(160);
    Map<String, Set<Long>> idsByTrace = new HashMap<>();
    spans.forEach(
        s -> idsByTrace.computeIfAbsent(s.traceId().hex(), k -> new HashSet<>()).add(s.spanId()));
    assertThat(idsByTrace).hasSize(10);
    idsByTrace.values().forEach(ids -> assertThat(ids).hasSize(16));
    for (Span span : spans) {
      assertThat(span.endNanos()).isGreaterThan(span.startNanos());
      if (span.parentSpanId() != 0) {
        assertThat(idsByTrace.get(span.traceId().hex())).contains(span.parentSpanId());
      }
    }
    assertThat(spans.stream().filter(s -> s.parentSpanId() == 0)).hasSize(10);
    assertThat(spans.stream().filter(s -> s.status() == StatusCode.ERROR)).hasSize(10);
    assertThat(spans.stream().map(Span::service).distinct()).hasSize(8);
    assertThat(spans).allMatch(s -> s.attributes().size() > 5);
  }

  @Test
  void tracesDifferInDurationAndItemAndCallsFollowEachOther() throws Exception {
    TraceFactory.Batch batch = new TraceFactory(new LoadShape(4, 1, 0, 0, 0, 0), 5).batch(50, NOW);
    List<Span> spans = spans(batch.traces());
    List<Span> roots = spans.stream().filter(s -> s.parentSpanId() == 0).toList();
    assertThat(roots.stream().map(s -> s.endNanos() - s.startNanos()).distinct()).hasSize(50);
    assertThat(roots).allMatch(s -> s.endNanos() <= NOW);
    assertThat(roots.stream().map(s -> s.attributes().text("url.path")).distinct())
        .hasSizeGreaterThan(45)
        .allMatch(path -> path.matches("/v1/resource0/[0-9]{5}"));
    for (Span root : roots) {
      List<Span> calls =
          spans.stream()
              .filter(s -> s.traceId().equals(root.traceId()) && s.parentSpanId() != 0)
              .sorted(Comparator.comparingLong(Span::startNanos))
              .toList();
      assertThat(calls).hasSize(3);
      assertThat(calls.get(0).startNanos()).isGreaterThan(root.startNanos());
      assertThat(calls.get(1).startNanos()).isGreaterThan(calls.get(0).endNanos());
      assertThat(calls.get(2).startNanos()).isGreaterThan(calls.get(1).endNanos());
      assertThat(calls.get(2).endNanos()).isLessThan(root.endNanos());
    }
  }

  @Test
  void equalSeedsMakeEqualTraffic() {
    LoadShape shape = new LoadShape(16, 8, 0.5, 0.5, 0.5, 0.5);
    TraceFactory.Batch one = new TraceFactory(shape, 9).batch(20, NOW);
    TraceFactory.Batch other = new TraceFactory(shape, 9).batch(20, NOW);
    assertThat(one.traces()).hasSameSizeAs(other.traces());
    for (int i = 0; i < one.traces().size(); i++) {
      assertThat(one.traces().get(i).bytes()).isEqualTo(other.traces().get(i).bytes());
    }
  }

  @Test
  void lateSpansAreHeldBackAndStillBelongToTheirTraces() throws Exception {
    LoadShape shape = new LoadShape(16, 8, 0, 1, 0, 0);
    TraceFactory.Batch batch = new TraceFactory(shape, 7).batch(10, NOW);
    assertThat(spans(batch.traces())).hasSize(150);
    assertThat(spans(batch.late())).hasSize(10);
  }

  @Test
  void logRecordsBelongToSpansOfTheBatch() throws Exception {
    TraceFactory.Batch batch = new TraceFactory(new LoadShape(4, 2, 0, 0, 0, 0.5), 3).batch(8, NOW);
    Set<Long> spanIds = new HashSet<>();
    spans(batch.traces()).forEach(s -> spanIds.add(s.spanId()));
    List<LogRecord> logs = new ArrayList<>();
    for (TraceFactory.Request request : batch.logs()) {
      new OtlpDecoder().logs(request.bytes(), 0, request.bytes().length, logs::add);
    }
    assertThat(logs).hasSize(16).hasSize(batch.logRecords());
    logs.forEach(log -> assertThat(spanIds).contains(log.spanId()));
  }

  @Test
  void impossibleShapesAreRefusedByName() {
    assertThatThrownBy(() -> new LoadShape(16, 8, 1.5, 0, 0, 0))
        .hasMessage("error-share=1.5 is not from 0.0 to 1.0");
  }

  private static List<Span> spans(List<TraceFactory.Request> requests) throws Exception {
    List<Span> spans = new ArrayList<>();
    OtlpDecoder decoder = new OtlpDecoder();
    for (TraceFactory.Request request : requests) {
      decoder.spans(request.bytes(), 0, request.bytes().length, spans::add);
    }
    return spans;
  }
}
