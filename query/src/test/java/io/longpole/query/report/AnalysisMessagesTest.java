package io.longpole.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.WindowAnalysis;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.AnalyzedTrace;
import io.longpole.proto.query.v1.EndpointSummary;
import io.longpole.proto.query.v1.LogView;
import io.longpole.proto.query.v1.SpanView;
import io.longpole.proto.query.v1.TraceView;
import io.longpole.query.report.EndpointTimes.TraceTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnalysisMessagesTest {

  private static final TraceId ID = new TraceId(0, 0xabc);

  @Test
  void aTraceBecomesItsMessages() {
    TraceAnalysis analysis =
        only(List.of(span(1, 0, 0, 100), span(2, 1, 10, 30), span(3, 1, 30, 50)));

    AnalyzedTrace message = TraceMessages.analyzed(analysis);

    assertThat(message.getTraceId()).isEqualTo("00000000000000000000000000000abc");
    assertThat(message.getService()).isEqualTo("web");
    assertThat(message.getOperation()).isEqualTo("op 1");
    assertThat(message.getStartNanos()).isEqualTo(1_000_000);
    assertThat(message.getDurationNanos()).isEqualTo(100);
    assertThat(message.getSpanCount()).isEqualTo(3);
    assertThat(message.getCriticalPaths(0).getRootSpanId()).isEqualTo("0000000000000001");
    assertThat(message.getCriticalPaths(0).getSectionsList())
        .extracting(s -> s.getSpanId().substring(15) + " " + (s.getEndNanos() - s.getStartNanos()))
        .containsExactly("1 50", "3 20", "2 20", "1 10");
    assertThat(message.getCriticalTimeList())
        .extracting(t -> t.getService() + " " + t.getOperation() + " " + t.getNanos())
        .containsExactly("web op 1 60", "web op 2 20", "web op 3 20");
  }

  @Test
  void spansCarryTheirTimes() {
    TraceAnalysis analysis =
        only(List.of(span(1, 0, 0, 100), span(2, 1, 10, 30), span(3, 1, 30, 50)));

    List<SpanView> spans = SpanMessages.of(analysis);

    SpanView root = spans.get(0);
    assertThat(root.getParentSpanId()).isEmpty();
    assertThat(root.getSelfNanos()).isEqualTo(60);
    assertThat(root.getCriticalNanos()).isEqualTo(60);
    assertThat(root.getDragNanos()).isEqualTo(100);
    SpanView child = spans.get(1);
    assertThat(child.getParentSpanId()).isEqualTo("0000000000000001");
    assertThat(child.getCriticalNanos()).isEqualTo(20);
    assertThat(child.getDragNanos()).isEqualTo(20);
    assertThat(child.hasSlackNanos()).isTrue();
    assertThat(child.getBlocking()).isTrue();
  }

  @Test
  void attributesKeepTypeAndText() {
    Attributes attributes =
        Attributes.of(
            "text",
            "GET /\ud800",
            "int",
            9_007_199_254_740_993L,
            "double",
            1.5,
            "flag",
            true,
            "list",
            List.of("a", 2L, List.of(false)),
            "map",
            Attributes.of("k", "v", "n", 1L),
            "bytes",
            new Attributes.Bytes(new byte[] {1, 2, 3}));

    assertThat(ValueMessages.of(attributes))
        .extracting(a -> a.getKey() + " " + a.getType() + " " + a.getValue())
        .containsExactly(
            "text string GET /\ufffd",
            "int int 9007199254740993",
            "double double 1.5",
            "flag bool true",
            "list array [\"a\",2,[false]]",
            "map map {\"k\":\"v\",\"n\":1}",
            "bytes bytes AQID");
  }

  @Test
  void errorsEventsAndSyntheticIdsAreShown() {
    Span failed =
        Span.builder(ID, 2)
            .parent(1)
            .name("call")
            .kind(SpanKind.CLIENT)
            .times(1_000_010, 1_000_020)
            .status(StatusCode.ERROR, "refused")
            .events(List.of(new SpanEvent(5, "exception", Attributes.of("exception.type", "Io"))))
            .resource(Resource.ofService("web"))
            .build();
    TraceAnalysis analysis = only(List.of(span(1, 0, 0, 100), failed, span(2, 1, 40, 50)));

    List<SpanView> spans = SpanMessages.of(analysis);

    assertThat(analysis.errorCount()).isEqualTo(1);
    assertThat(spans.get(1).getError()).isTrue();
    assertThat(spans.get(1).getStatusMessage()).isEqualTo("refused");
    assertThat(spans.get(1).getKind()).isEqualTo("client");
    assertThat(spans.get(1).getEvents(0).getAttributes(0).getValue()).isEqualTo("Io");
    assertThat(spans.get(2).getOriginalSpanId()).isEqualTo("0000000000000002");
    assertThat(spans.get(2).getSpanId()).isNotEqualTo("0000000000000002");
    assertThat(TraceMessages.flags(analysis)).containsExactly("duplicate-id");
  }

  @Test
  void aViewCanBeShown() {
    TraceAnalysis analysis =
        only(List.of(span(1, 0, 0, 100), span(2, 1, 10, 30), span(3, 99, 30, 50)));
    TraceView view = TraceMessages.view(analysis, 3).build();

    assertThat(view.getSummary().getVersion()).isEqualTo(3);
    assertThat(view.getSummary().getServicesList()).containsExactly("web");
    assertThat(view.getSummary().getFlagsList()).containsExactly("orphans");
    assertThat(TraceText.of(view, Page.PLAIN, 100))
        .contains("└ op 2", "web op 3", "Odd about it: orphans");
  }

  @Test
  void logsOfNoTraceHaveNoIds() {
    LogRecord log =
        new LogRecord(
            7,
            17,
            "",
            "boom",
            "",
            Attributes.EMPTY,
            Resource.ofService("web"),
            Scope.EMPTY,
            TraceId.NONE,
            0);

    LogView message = TraceMessages.log(log);

    assertThat(message.getSeverity()).isEqualTo("ERROR");
    assertThat(message.getTraceId()).isEmpty();
    assertThat(message.getSpanId()).isEmpty();
    assertThat(TraceMessages.log(linked(log)).getTraceId()).hasSize(32);
  }

  private static LogRecord linked(LogRecord log) {
    return new LogRecord(
        log.timeNanos(), 17, "", "boom", "", log.attributes(), log.resource(), log.scope(), ID, 1);
  }

  @Test
  void aReportBecomesTheContractsDocumentInAnyOrderOfItsSpans() throws IOException {
    List<Span> spans = new ArrayList<>(List.of(span(1, 0, 0, 100_000_000)));
    for (int i = 0; i < 12; i++) {
      spans.add(query(10 + i, 5_000_000L * i + 1_000_000));
    }
    List<Span> shuffled = new ArrayList<>(spans);
    Collections.shuffle(shuffled, new Random(7));

    String document = document(spans);

    assertThat(document)
        .startsWith(
            "{\n\"schema\": \"longpole.analysis/1\",\n\"coverage\": {\"traces\":1,\"spans\":13,")
        .contains("\"detector\":\"n-plus-one\"");
    assertThat(document(shuffled)).isEqualTo(document);
  }

  private static Span query(int id, long start) {
    return Span.builder(ID, id)
        .parent(1)
        .name("SELECT items")
        .kind(SpanKind.CLIENT)
        .times(1_000_000 + start, 1_000_000 + start + 4_500_000)
        .attributes(
            Attributes.of("db.system", "mysql", "db.statement", "SELECT * FROM items WHERE id = ?"))
        .resource(Resource.ofService("web"))
        .build();
  }

  private static String document(List<Span> spans) throws IOException {
    WindowAnalysis.Report report =
        WindowAnalysis.of(spans, List.of(), 0, List.of(), Settings.DEFAULT);
    Analysis whole = AnalysisMessages.of(report);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AnalysisJson.write(whole, out);
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    AnalysisJson.write(
        AnalysisMessages.withoutTraces(report),
        report.traces().stream().map(TraceMessages::analyzed),
        streamed);
    assertThat(streamed.toByteArray()).isEqualTo(out.toByteArray());
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void endpointsAreSummedUpExactly() {
    EndpointTimes endpoints = new EndpointTimes();
    for (int i = 1; i <= 100; i++) {
      OperationTimes times = new OperationTimes();
      times.add("db", "query", 2L * i, 1);
      times.add("web", "GET /", i, 1);
      endpoints.add(new TraceTime("t" + i, "web", "GET /", 3L * i, i > 90), times);
    }
    endpoints.add(new TraceTime("x", "mail", "send", 1_000, false), new OperationTimes());

    List<EndpointSummary> summaries = endpoints.summaries();

    EndpointSummary web = summaries.get(0);
    assertThat(summaries).hasSize(2);
    assertThat(web.getTraces()).isEqualTo(100);
    assertThat(web.getTracesWithErrors()).isEqualTo(10);
    assertThat(web.getP50Nanos()).isEqualTo(150);
    assertThat(web.getP95Nanos()).isEqualTo(285);
    assertThat(web.getP99Nanos()).isEqualTo(297);
    assertThat(web.getMaxNanos()).isEqualTo(300);
    assertThat(web.getSlowestTraceId()).isEqualTo("t100");
    assertThat(web.getCriticalTime(0).getOperation()).isEqualTo("query");
    assertThat(web.getCriticalTime(0).getNanos()).isEqualTo(10_100);
    assertThat(web.getCriticalTime(0).getSpans()).isEqualTo(100);
    assertThat(summaries.get(1).getP50Nanos()).isEqualTo(1_000);
  }

  @Test
  void percentilesEqualCounting() {
    long seed = 99;
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      long[] sorted = random.longs(1 + random.nextInt(40), 0, 50).sorted().toArray();
      for (int percent : new int[] {50, 95, 99}) {
        long value = EndpointTimes.percentile(sorted, percent);
        long within = Arrays.stream(sorted).filter(v -> v <= value).count();
        long below = Arrays.stream(sorted).filter(v -> v < value).count();

        assertThat(within * 100)
            .as("seed=%s", seed)
            .isGreaterThanOrEqualTo(sorted.length * (long) percent);
        assertThat(below * 100).as("seed=%s", seed).isLessThan(sorted.length * (long) percent);
      }
    }
  }

  @Test
  void selfTimeEqualsCountingNanosecondByNanosecond() {
    long seed = 5;
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      List<Span> spans = new ArrayList<>(List.of(span(1, 0, 0, 1 + random.nextInt(60))));
      for (int i = random.nextInt(8); i > 0; i--) {
        int start = random.nextInt(70);
        spans.add(span(1 + i, 1, start, start + random.nextInt(30)));
      }
      Trace trace = only(spans).trace();
      BitSet own = new BitSet();
      own.set(0, (int) trace.durationNanos(0));
      for (int node = 1; node < trace.size(); node++) {
        own.clear(
            (int) (trace.startNanos(node) - trace.startNanos(0)),
            (int) (trace.endNanos(node) - trace.startNanos(0)));
      }

      assertThat(SpanMessages.selfNanos(trace, 0)).as("seed=%s", seed).isEqualTo(own.cardinality());
    }
  }

  private static TraceAnalysis only(List<Span> spans) {
    return WindowAnalysis.of(spans, List.of(), 0, List.of(), Settings.DEFAULT).traces().get(0);
  }

  private static Span span(int id, int parent, int start, int end) {
    return Span.builder(ID, id)
        .parent(parent)
        .name("op " + id)
        .times(1_000_000 + start, 1_000_000 + end)
        .resource(Resource.ofService("web"))
        .build();
  }
}
