package io.longpole.query.report;

import com.google.protobuf.ByteString;
import io.longpole.analyzer.whatif.Prediction;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.AnalyzedTrace;
import io.longpole.proto.query.v1.Attribute;
import io.longpole.proto.query.v1.Continuation;
import io.longpole.proto.query.v1.Counter;
import io.longpole.proto.query.v1.Coverage;
import io.longpole.proto.query.v1.CriticalPath;
import io.longpole.proto.query.v1.DeadLetter;
import io.longpole.proto.query.v1.DurationQuantiles;
import io.longpole.proto.query.v1.EndpointSummary;
import io.longpole.proto.query.v1.Evidence;
import io.longpole.proto.query.v1.EvidenceBelow;
import io.longpole.proto.query.v1.EvidenceChild;
import io.longpole.proto.query.v1.EvidenceLog;
import io.longpole.proto.query.v1.EvidencePair;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.Flow;
import io.longpole.proto.query.v1.FlowPart;
import io.longpole.proto.query.v1.FlowsView;
import io.longpole.proto.query.v1.GetEvidenceResponse;
import io.longpole.proto.query.v1.Impact;
import io.longpole.proto.query.v1.ListDeadLettersResponse;
import io.longpole.proto.query.v1.ListFindingsResponse;
import io.longpole.proto.query.v1.ListQueuesResponse;
import io.longpole.proto.query.v1.ListServicesResponse;
import io.longpole.proto.query.v1.ListSuppressionsResponse;
import io.longpole.proto.query.v1.Listener;
import io.longpole.proto.query.v1.LogView;
import io.longpole.proto.query.v1.OperationStats;
import io.longpole.proto.query.v1.OperationTime;
import io.longpole.proto.query.v1.PredictChangeResponse;
import io.longpole.proto.query.v1.PredictedEndpoint;
import io.longpole.proto.query.v1.QueueStats;
import io.longpole.proto.query.v1.SearchLogsResponse;
import io.longpole.proto.query.v1.SearchTracesResponse;
import io.longpole.proto.query.v1.Section;
import io.longpole.proto.query.v1.SpanEvent;
import io.longpole.proto.query.v1.SpanView;
import io.longpole.proto.query.v1.Status;
import io.longpole.proto.query.v1.Suppression;
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
    return trace.addCriticalPaths(path).addFindings(nPlusOne()).build();
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

  public static Finding nPlusOne() {
    return Finding.newBuilder()
        .setFingerprint("3f2a9c11d0aa41c2b8a1d2f00c9e77ab")
        .setDetector("n-plus-one")
        .setSeverity("critical")
        .setService("shop")
        .setOperation("GET /checkout")
        .setEndpoint("shop GET /checkout")
        .setSummary(
            "GET /checkout asks `SELECT * FROM items WHERE id = ?` once per row, 12 times, one"
                + " after another.")
        .setSuggestion(
            "Load them in one go: a join, IN (…), or the ORM's batch size; bound the batch.")
        .addTraceIds(OTHER_TRACE)
        .addTraceIds(TRACE)
        .setTraceCount(1_234)
        .setOccurrences(1_250)
        .setImpact(
            Impact.newBuilder()
                .setLowNanos(380 * MS)
                .setHighNanos(440 * MS)
                .setOnCriticalPath(true))
        .addEvidence(
            Evidence.newBuilder()
                .setTraceId(TRACE)
                .addSpanIds(id(10))
                .addSpanIds(id(11))
                .addLogs(
                    EvidenceLog.newBuilder()
                        .setTimeNanos(T + 540 * MS)
                        .setSeverity("WARN")
                        .setBody("slow query: 12 rows, 12 statements")))
        .setDetailsJson(
            "{\"count\":12,\"arguments\":\"distinct\",\"call\":\"SELECT * FROM items WHERE id ="
                + " ?\",\"unionNanos\":456000000}")
        .setFirstSeenUnixNanos(T - 3_600_000 * MS)
        .setLastSeenUnixNanos(T)
        .build();
  }

  public static Finding retry() {
    return Finding.newBuilder()
        .setFingerprint("a1b2c3d4e5f60718293a4b5c6d7e8f90")
        .setDetector("retry")
        .setSeverity("warning")
        .setService("shop")
        .setOperation("GET /checkout")
        .setEndpoint("shop GET /checkout")
        .setSummary("shop calls payment POST /pay 3 times before it succeeds; 260 ms are lost.")
        .setSuggestion(
            "Find why the first attempt fails: PoolExhausted in payment. Retry in one layer, with"
                + " jitter and a budget.")
        .addTraceIds(TRACE)
        .setTraceCount(31)
        .setOccurrences(31)
        .setImpact(Impact.newBuilder().setHighNanos(260 * MS).setOnCriticalPath(true))
        .addEvidence(
            Evidence.newBuilder()
                .setTraceId(TRACE)
                .addSpanIds(id(30))
                .addSpanIds(id(31))
                .addSpanIds(id(32))
                .addLogs(
                    EvidenceLog.newBuilder()
                        .setTimeNanos(T + 640 * MS)
                        .setSeverity("ERROR")
                        .setBody("no connection in 90 ms (pool orders, 10 of 10)")))
        .setDetailsJson(
            "{\"attempts\":3,\"wastedNanos\":260000000,\"evidence\":\"structural\",\"succeeded\":true}")
        .setFirstSeenUnixNanos(T - 60_000 * MS)
        .setLastSeenUnixNanos(T)
        .setState("regressed")
        .setStateSinceUnixNanos(T - 60_000 * MS)
        .build();
  }

  public static Finding offPath() {
    return Finding.newBuilder()
        .setFingerprint("00ff00ff00ff00ff00ff00ff00ff00ff")
        .setDetector("n-plus-one-pattern")
        .setSeverity("info")
        .setService("mail")
        .setOperation("send newsletter")
        .setEndpoint("mail send newsletter")
        .setSummary("send newsletter repeats 2 statements 6 times.")
        .setSuggestion("Load them in one go.")
        .addTraceIds(OTHER_TRACE)
        .setTraceCount(1)
        .setOccurrences(1)
        .setImpact(Impact.getDefaultInstance())
        .setState("new")
        .setStateSinceUnixNanos(T)
        .setDetailsJson("{\"repeats\":6,\"patternLength\":2,\"calls\":[\"a\",\"b\"]}")
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
        .addFindings(nPlusOne())
        .addFindings(retry())
        .addFindings(offPath())
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

  /** The worked example of a message: 228 ms to send it, 172 in the queue, 60 to take it. */
  public static FlowsView flows() {
    return FlowsView.newBuilder()
        .addFlows(
            Flow.newBuilder()
                .setStartUnixNanos(T)
                .setDurationNanos(460 * MS)
                .setWaitNanos(172 * MS)
                .addParts(
                    FlowPart.newBuilder()
                        .setTraceId(TRACE)
                        .setSpanId(id(1))
                        .setService("shop")
                        .setOperation("GET /checkout")
                        .setStartUnixNanos(T)
                        .setDurationNanos(228 * MS)
                        .addSections(section(1, 100, 228))
                        .addSections(section(2, 0, 100))
                        .addCriticalTime(time("shop", "GET /checkout", 128, 1))
                        .addCriticalTime(time("stock", "SELECT shop.items", 100, 3)))
                .addMessages(
                    Continuation.newBuilder()
                        .setProducerTraceId(TRACE)
                        .setProducerSpanId(id(7))
                        .setProducerService("shop")
                        .setProducerOperation("publish")
                        .setConsumerTraceId(OTHER_TRACE)
                        .setConsumerSpanId(id(1))
                        .setConsumerService("dispatch")
                        .setConsumerOperation("ship")
                        .setDestination("orders")
                        .setSentUnixNanos(T + 228 * MS)
                        .setQueueWaitNanos(172 * MS))
                .addParts(
                    FlowPart.newBuilder()
                        .setTraceId(OTHER_TRACE)
                        .setSpanId(id(1))
                        .setService("dispatch")
                        .setOperation("ship")
                        .setStartUnixNanos(T + 400 * MS)
                        .setDurationNanos(60 * MS)
                        .addSections(section(1, 400, 460))
                        .addCriticalTime(time("dispatch", "ship", 60, 1))))
        .setUnresolvedLinks(1)
        .build();
  }

  private static Section section(int id, int startMs, int endMs) {
    return Section.newBuilder()
        .setSpanId(id(id))
        .setStartNanos(T + startMs * MS)
        .setEndNanos(T + endMs * MS)
        .build();
  }

  public static ListQueuesResponse queues() {
    return ListQueuesResponse.newBuilder()
        .addQueues(
            QueueStats.newBuilder()
                .setProducerService("shop")
                .setProducerOperation("GET /checkout")
                .setDestination("orders")
                .setConsumerService("dispatch")
                .setConsumerOperation("ship")
                .setMessages(1_234)
                .setNegativeWaits(3)
                .setSumNanos(1_234 * 200 * MS)
                .setP50Nanos(172 * MS)
                .setP95Nanos(940 * MS)
                .setP99Nanos(4_210 * MS)
                .setMaxNanos(95_000 * MS))
        .setTraces(2_468)
        .setUnresolvedLinks(17)
        .build();
  }

  public static ListFindingsResponse findings() {
    return ListFindingsResponse.newBuilder()
        .addFindings(nPlusOne())
        .addFindings(retry())
        .addFindings(offPath())
        .setCoverage(coverage())
        .build();
  }

  public static Suppression suppression() {
    return Suppression.newBuilder()
        .setFingerprint("a1b2c3d4e5f60718293a4b5c6d7e8f90")
        .setReason("the payment service is replaced until then")
        .setUntilUnixNanos(T + 86_400_000 * MS)
        .setSeverity("warning")
        .build();
  }

  public static ListSuppressionsResponse suppressions() {
    return ListSuppressionsResponse.newBuilder()
        .addSuppressions(
            suppression().toBuilder()
                .setFingerprint("00ff00ff00ff00ff00ff00ff00ff00ff")
                .setSeverity("info")
                .setReason(
                    "nobody waits for it, and it is known for " + "so very ".repeat(9) + "long")
                .setExpired(true))
        .addSuppressions(suppression())
        .build();
  }

  public static Status status() {
    return Status.newBuilder()
        .setVersion("0.1.0")
        .setDurability("page-cache")
        .setDataFolder("/var/lib/longpole")
        .setStartedUnixNanos(T)
        .addCounters(counter("spans.received", "", 26_002))
        .addCounters(counter("requests.refused", "disk", 12))
        .setPendingTraces(3)
        .setPendingSpans(17)
        .setPendingBytes(5_300)
        .setLagBytes(1_480_000)
        .setLagNanos(420 * MS)
        .setDiskUsedBytes(3_400_000)
        .setDiskFreeBytes(98_000_000_000L)
        .setNotAcceptingBecause("less than 5 % of the volume is free")
        .setCoverage(coverage())
        .addListeners(Listener.newBuilder().setPurpose("otlp-grpc").setAddress("127.0.0.1:4317"))
        .build();
  }

  private static Counter counter(String name, String reason, long value) {
    return Counter.newBuilder().setName(name).setReason(reason).setValue(value).build();
  }

  public static DeadLetter deadLetter() {
    return DeadLetter.newBuilder()
        .setId("17")
        .setReason("malformed")
        .setTimeUnixNanos(T)
        .setSignal("TRACES")
        .setSource("127.0.0.1:51234")
        .setSizeBytes(2_048)
        .setPayload(ByteString.copyFromUtf8("\n\u0005hello, \u001b[31mworld"))
        .build();
  }

  public static ListDeadLettersResponse deadLetters() {
    return ListDeadLettersResponse.newBuilder()
        .addLetters(deadLetter().toBuilder().clearPayload())
        .addByReason(counter("", "malformed", 1))
        .setEvicted(4)
        .build();
  }

  /** What was learned below shop GET /checkout. */
  public static GetEvidenceResponse evidence() {
    return GetEvidenceResponse.newBuilder()
        .setService("shop")
        .setOperation("GET /checkout")
        .setEvidenceTraces(1_200)
        .addVersions(
            EvidenceBelow.newBuilder()
                .setServiceVersion("1.4.2")
                .addChildren(child("shop price (client)", 1_200, 0, "sync"))
                .addChildren(child("shop pay (client)", 1_180, 3, "sync"))
                .addChildren(child("shop flush (internal)", 900, 880, "async"))
                .addChildren(child("shop rare\u001b[31m (client)", 3, 0, "unknown"))
                .addPairs(pair("shop price (client)", 700.5, 479.5, "refuted"))
                .addPairs(pair("shop stock (client)", 1_180, 0, "proven"))
                .addPairs(pair("shop rare\u001b[31m (client)", 3, 0, "unknown")))
        .build();
  }

  private static EvidenceChild.Builder child(
      String name, long traces, long outliving, String ending) {
    return EvidenceChild.newBuilder()
        .setChild(name)
        .setTraces(traces)
        .setOutliving(outliving)
        .setEnding(ending);
  }

  private static EvidencePair.Builder pair(
      String first, double waited, double refuted, String state) {
    return EvidencePair.newBuilder()
        .setFirst(first)
        .setSecond("shop pay (client)")
        .setWaited(waited)
        .setRefuted(refuted)
        .setRefutingTraces((long) refuted)
        .setState(state);
  }

  /** What mending the retries would bring. */
  public static PredictChangeResponse prediction() {
    return PredictChangeResponse.newBuilder()
        .setFinding(retry())
        .addEndpoints(
            PredictedEndpoint.newBuilder()
                .setEndpoint("shop GET /checkout")
                .setTraces(2_000)
                .setTracesInWindow(51_234)
                .setAffected(310)
                .setBefore(quantiles(180 * MS, 412 * MS, 690 * MS))
                .setAfter(quantiles(175 * MS, 265 * MS, 480 * MS))
                .setAfterCarefully(quantiles(180 * MS, 412 * MS, 690 * MS))
                .setMeanSavingNanos(21 * MS)
                .setConfidence("high")
                .setProvenShare(0.98)
                .setEvidenceTraces(1_200))
        .setAssumptions(Prediction.ASSUMPTIONS)
        .setMessage("endpoints with fewer such traces, left out: 2")
        .build();
  }

  private static DurationQuantiles quantiles(long p50, long p95, long p99) {
    return DurationQuantiles.newBuilder()
        .setP50Nanos(p50)
        .setP95Nanos(p95)
        .setP99Nanos(p99)
        .build();
  }
}
