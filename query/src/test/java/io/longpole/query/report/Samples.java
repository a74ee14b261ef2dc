package io.longpole.query.report;

import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.AnalyzedTrace;
import io.longpole.proto.query.v1.Attribute;
import io.longpole.proto.query.v1.Coverage;
import io.longpole.proto.query.v1.CriticalPath;
import io.longpole.proto.query.v1.EndpointSummary;
import io.longpole.proto.query.v1.ListServicesResponse;
import io.longpole.proto.query.v1.LogView;
import io.longpole.proto.query.v1.OperationStats;
import io.longpole.proto.query.v1.OperationTime;
import io.longpole.proto.query.v1.SearchLogsResponse;
import io.longpole.proto.query.v1.SearchTracesResponse;
import io.longpole.proto.query.v1.Section;
import io.longpole.proto.query.v1.SpanEvent;
import io.longpole.proto.query.v1.SpanView;
import io.longpole.proto.query.v1.TraceSummary;
import io.longpole.proto.query.v1.TraceView;
import io.longpole.proto.query.v1.Window;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** A made-up shop: one checkout with a loop of queries and a payment that is tried three times. */
public final class Samples {

  /** 2026-01-31 02:14:05 UTC. */
  public static final long T = 1_769_825_645_000_000_000L;

  public static final long MS = 1_000_000;

  /** Three minutes and some seconds after the trace. */
  public static final long NOW = T + 200_000 * MS;

  public static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  public static final String OTHER_TRACE = "0af7651916cd43dd8448eb211c80319c";

  private Samples() {}

  public static Page page(int width) {
    return new Page(width, false, OptionalLong.of(NOW));
  }

  /** shop 0–960: auth 10–50, 12 × db 60–538 one after another, 3 × pay, the first two fail. */
  public static TraceView trace() {
    TraceView.Builder trace = TraceView.newBuilder().setSummary(summary()).setEvidenceTraces(1_200);
    trace.addSpans(span(1, 0, "shop", "GET /checkout", 0, 960).setKind("server"));
    trace.addSpans(span(2, 1, "auth", "POST /verify", 10, 50).setKind("server"));
    for (int i = 0; i < 12; i++) {
      trace.addSpans(
          span(10 + i, 1, "shop", "SELECT shop.items", 60 + 40 * i, 98 + 40 * i).setKind("client"));
    }
    for (int i = 0; i < 3; i++) {
      SpanView.Builder attempt =
          span(30 + i, 1, "shop", "POST", 550 + 130 * i, 650 + 130 * i).setKind("client");
      SpanView.Builder served =
          span(40 + i, 30 + i, "payment", "POST /pay", 555 + 130 * i, 645 + 130 * i)
              .setKind("server");
      if (i < 2) {
        attempt.setError(true).setStatus("error").setStatusMessage("503 Service Unavailable");
        served.setError(true).setStatus("error").addEvents(exception());
      }
      trace.addSpans(attempt).addSpans(served);
    }
    CriticalPath.Builder path =
        CriticalPath.newBuilder().setRootSpanId(id(1)).setDurationNanos(960 * MS);
    trace.getSpansBuilderList().forEach(span -> walk(path, span));
    return trace.addCriticalPaths(path).addFindings(FindingSamples.nPlusOne()).build();
  }

  private static SpanEvent exception() {
    return SpanEvent.newBuilder()
        .setName("exception")
        .addAttributes(attribute("exception.type", "PoolExhausted"))
        .addAttributes(attribute("exception.message", "no connection in 90 ms"))
        .build();
  }

  /** Whole leaves as sections are enough for the bars; the root and the attempts have none. */
  private static void walk(CriticalPath.Builder path, SpanView.Builder span) {
    if (span.getParentSpanId().isEmpty()) {
      span.setSelfNanos(164 * MS).setCriticalNanos(164 * MS);
    } else if (span.getName().equals("POST")) {
      span.setSelfNanos(10 * MS).setCriticalNanos(10 * MS);
    } else {
      span.setCriticalNanos(span.getDurationNanos()).setBlocking(true);
      path.addSections(
          Section.newBuilder()
              .setSpanId(span.getSpanId())
              .setStartNanos(span.getStartUnixNanos())
              .setEndNanos(span.getStartUnixNanos() + span.getDurationNanos()));
    }
  }

  /** The same trace with its log lines. */
  public static TraceView traceWithLogs() {
    return trace().toBuilder()
        .addLogs(log(12, "INFO", "auth", "token accepted for customer 4711", 2))
        .addLogs(log(640, "ERROR", "payment", "no connection in 90 ms (pool orders, 10 of 10)", 40))
        .addLogs(log(655, "WARN", "shop", "payment failed, trying again in 30 ms", 1))
        .addLogs(log(955, "INFO", "shop", "cache refreshed", 0))
        .build();
  }

  private static TraceSummary summary() {
    return TraceSummary.newBuilder()
        .setTraceId(TRACE)
        .setService("shop")
        .setOperation("GET /checkout")
        .setStartUnixNanos(T)
        .setDurationNanos(960 * MS)
        .setSpanCount(20)
        .setErrorCount(4)
        .setLogCount(4)
        .addServices("auth")
        .addServices("payment")
        .addServices("shop")
        .addFlags("clock-skew")
        .addDetectors("n-plus-one")
        .addDetectors("retry")
        .setVersion(1)
        .build();
  }

  /** A span of those milliseconds; ids and parents are small numbers, parent 0 is none. */
  public static SpanView.Builder span(
      int id, int parent, String service, String name, int startMs, int endMs) {
    return SpanView.newBuilder()
        .setSpanId(id(id))
        .setParentSpanId(parent == 0 ? "" : id(parent))
        .setService(service)
        .setName(name)
        .setStatus("unset")
        .setStartUnixNanos(T + startMs * MS)
        .setDurationNanos((endMs - startMs) * MS)
        .setSelfNanos((endMs - startMs) * MS);
  }

  public static String id(int number) {
    return String.format(Locale.ROOT, "%016x", number);
  }

  public static Attribute attribute(String key, String value) {
    return Attribute.newBuilder().setKey(key).setType("string").setValue(value).build();
  }

  public static LogView log(long atMs, String severity, String service, String body, int span) {
    return LogView.newBuilder()
        .setTimeUnixNanos(T + atMs * MS)
        .setSeverity(severity)
        .setService(service)
        .setBody(body)
        .setTraceId(TRACE)
        .setSpanId(span == 0 ? "" : id(span))
        .build();
  }

  public static Coverage coverage() {
    return Coverage.newBuilder()
        .setTraces(1_300)
        .setSpans(26_000)
        .setLogs(5_200)
        .setLinkedLogs(5_150)
        .setIncompleteTraces(38)
        .setDuplicateSpans(3)
        .setOrphanSpans(41)
        .setSkewedSpans(1_300)
        .setRejectedSpans(2)
        .addNotes("Call arguments are hidden in 40 % of the groups.")
        .build();
  }

  public static Coverage healthyCoverage() {
    return Coverage.newBuilder().setTraces(10).setSpans(90).setLogs(4).setLinkedLogs(4).build();
  }

  public static OperationTime time(String service, String operation, long ms, long spans) {
    return OperationTime.newBuilder()
        .setService(service)
        .setOperation(operation)
        .setNanos(ms * MS)
        .setSpans(spans)
        .build();
  }

  private static List<OperationTime> criticalTime() {
    return List.of(
        time("shop", "SELECT shop.items", 456, 12),
        time("payment", "POST /pay", 270, 3),
        time("shop", "GET /checkout", 164, 1),
        time("auth", "POST /verify", 40, 1),
        time("shop", "POST", 30, 3));
  }

  private static AnalyzedTrace analyzedTrace() {
    return AnalyzedTrace.newBuilder()
        .setTraceId(TRACE)
        .setService("shop")
        .setOperation("GET /checkout")
        .setStartNanos(T)
        .setDurationNanos(960 * MS)
        .setSpanCount(20)
        .setErrorCount(4)
        .setLogCount(4)
        .addFlags("clock-skew")
        .addCriticalPaths(
            CriticalPath.newBuilder()
                .setRootSpanId(id(1))
                .setDurationNanos(960 * MS)
                .addSections(
                    Section.newBuilder()
                        .setSpanId(id(1))
                        .setStartNanos(T)
                        .setEndNanos(T + 960 * MS)))
        .addAllCriticalTime(criticalTime())
        .build();
  }

  private static EndpointSummary endpoint() {
    return EndpointSummary.newBuilder()
        .setService("shop")
        .setOperation("GET /checkout")
        .setTraces(1_234)
        .setTracesWithErrors(31)
        .setP50Nanos(310 * MS)
        .setP95Nanos(880 * MS)
        .setP99Nanos(940 * MS)
        .setMaxNanos(960 * MS)
        .setSlowestTraceId(TRACE)
        .addAllCriticalTime(criticalTime())
        .build();
  }

  public static Analysis analysis() {
    return Analysis.newBuilder()
        .setCoverage(coverage())
        .addTraces(analyzedTrace())
        .addTraces(
            AnalyzedTrace.newBuilder()
                .setTraceId(OTHER_TRACE)
                .setService("mail")
                .setOperation("send newsletter")
                .setStartNanos(T - 5_000 * MS)
                .setDurationNanos(94 * MS)
                .setSpanCount(13)
                .addCriticalTime(time("mail", "send newsletter", 94, 1)))
        .addFindings(FindingSamples.nPlusOne())
        .addFindings(FindingSamples.retry())
        .addFindings(FindingSamples.offPath())
        .setWindow(
            Window.newBuilder().setFromUnixNanos(T - 3_600_000 * MS).setToUnixNanos(NOW).build())
        .addEndpoints(endpoint())
        .build();
  }

  public static SearchTracesResponse traces() {
    return SearchTracesResponse.newBuilder()
        .addTraces(summary())
        .addTraces(
            TraceSummary.newBuilder()
                .setTraceId(OTHER_TRACE)
                .setService("mail")
                .setOperation("send newsletter to everybody who asked for it")
                .setStartUnixNanos(T - 5_000 * MS)
                .setDurationNanos(94 * MS)
                .setSpanCount(1_013))
        .setMatched(1_300)
        .build();
  }

  public static SearchLogsResponse logs() {
    return SearchLogsResponse.newBuilder()
        .addLogs(log(955, "INFO", "shop", "cache refreshed", 0))
        .addLogs(log(640, "ERROR", "payment", "no connection in 90 ms (pool orders, 10 of 10)", 40))
        .addLogs(
            log(630, "ERROR", "a-service-with-a-long-name", "word ".repeat(80).strip(), 40)
                .toBuilder()
                .setTraceId(""))
        .setMatched(57)
        .build();
  }

  public static ListServicesResponse services() {
    return ListServicesResponse.newBuilder()
        .addOperations(stats("auth", "POST /verify", "server", 1_234, 0))
        .addOperations(stats("shop", "SELECT shop.items", "client", 14_808, 0))
        .addOperations(stats("shop", "GET /checkout", "server", 1_234, 31))
        .setWindow(Window.newBuilder().setFromUnixNanos(T - 3_600_000 * MS).setToUnixNanos(T))
        .setOverflow(2)
        .build();
  }

  private static OperationStats stats(
      String service, String operation, String kind, long count, long errors) {
    return OperationStats.newBuilder()
        .setService(service)
        .setOperation(operation)
        .setKind(kind)
        .setCount(count)
        .setErrors(errors)
        .setPerSecond(count / 3_600.0)
        .setP50Nanos(38 * MS)
        .setP95Nanos(412 * MS)
        .setP99Nanos(1_240 * MS)
        .build();
  }
}
