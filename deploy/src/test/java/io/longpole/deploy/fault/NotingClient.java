package io.longpole.deploy.fault;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sends small traces with a log record each, and notes what was acknowledged.
 *
 * <p>The content of a trace follows from its number: a root and {@code number % 4} children, of
 * which the last goes in a request of its own for every third trace, some traces later, perhaps
 * after a restart. Nothing is ever sent twice. One thread.
 */
final class NotingClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int LATE_BY = 40;
  private static final long START_NANOS = 1_700_000_000_000_000_000L;
  private static final Resource RESOURCE =
      Resource.newBuilder()
          .addAttributes(
              KeyValue.newBuilder()
                  .setKey("service.name")
                  .setValue(AnyValue.newBuilder().setStringValue("noting")))
          .build();

  private final HttpClient http = HttpClient.newHttpClient();
  private final int payloadChars;
  private final Map<Long, Set<Integer>> acknowledgedSpans = new TreeMap<>();
  private final Set<Long> acknowledgedLogs = new TreeSet<>();
  private final Deque<Long> owed = new ArrayDeque<>();
  private long sentSpans;
  private long sentLogs;
  private long next = 1;

  /** With an attribute of that many characters on each root, which no compression shortens much. */
  NotingClient(int payloadChars) {
    this.payloadChars = payloadChars;
  }

  /** Numbers of the traces of which spans were acknowledged, with the numbers of these spans. */
  Map<Long, Set<Integer>> acknowledgedSpans() {
    return acknowledgedSpans;
  }

  Set<Long> acknowledgedLogs() {
    return acknowledgedLogs;
  }

  long sentSpans() {
    return sentSpans;
  }

  long sentLogs() {
    return sentLogs;
  }

  static String traceId(long number) {
    return "%032x".formatted(number);
  }

  static int spansOf(long number) {
    return 1 + (int) (number % 4);
  }

  /**
   * Sends one trace, and what is owed of an earlier one.
   *
   * @return the first answer that was not 200
   */
  Optional<HttpResponse<String>> sendOne(String server) throws IOException, InterruptedException {
    long number = next++;
    boolean split = number % 3 == 0 && spansOf(number) > 1;
    int last = spansOf(number) - (split ? 1 : 0);
    Optional<HttpResponse<String>> refused = sendSpans(server, number, 0, last);
    if (split) {
      owed.add(number);
    }
    sentLogs++;
    HttpResponse<String> answer = post(server, "logs", log(number));
    if (answer.statusCode() == 200) {
      acknowledgedLogs.add(number);
    } else {
      refused = refused.or(() -> Optional.of(answer));
    }
    if (owed.size() > LATE_BY) {
      long late = owed.remove();
      Optional<HttpResponse<String>> later =
          sendSpans(server, late, spansOf(late) - 1, spansOf(late));
      return refused.or(() -> later);
    }
    return refused;
  }

  private Optional<HttpResponse<String>> sendSpans(String server, long number, int from, int to)
      throws IOException, InterruptedException {
    sentSpans += to - from;
    HttpResponse<String> answer = post(server, "traces", spans(number, from, to));
    if (answer.statusCode() != 200) {
      return Optional.of(answer);
    }
    for (int span = from; span < to; span++) {
      acknowledgedSpans.computeIfAbsent(number, unseen -> new TreeSet<>()).add(span);
    }
    return Optional.empty();
  }

  private HttpResponse<String> post(String server, String signal, MessageLite request)
      throws IOException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("http://" + server + "/v1/" + signal))
            .header("Content-Type", "application/x-protobuf")
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
            .build();
    return http.send(post, BodyHandlers.ofString());
  }

  private MessageLite spans(long number, int from, int to) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int span = from; span < to; span++) {
      Span.Builder made =
          Span.newBuilder()
              .setTraceId(id(16, number))
              .setSpanId(id(8, spanId(number, span)))
              .setName(span == 0 ? "GET /noted" : "step " + span)
              .setKind(span == 0 ? Span.SpanKind.SPAN_KIND_SERVER : Span.SpanKind.SPAN_KIND_CLIENT)
              .setStartTimeUnixNano(START_NANOS + number * 1_000_000 + span * 1_000L)
              .setEndTimeUnixNano(START_NANOS + number * 1_000_000 + 500_000 - span * 1_000L);
      if (span > 0) {
        made.setParentSpanId(id(8, spanId(number, 0)));
      } else if (payloadChars > 0) {
        made.addAttributes(
            KeyValue.newBuilder()
                .setKey("payload")
                .setValue(AnyValue.newBuilder().setStringValue(noise(number))));
      }
      scope.addSpans(made);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setResource(RESOURCE).addScopeSpans(scope))
        .build();
  }

  private String noise(long number) {
    return new Random(number)
        .ints(payloadChars, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static MessageLite log(long number) {
    LogRecord log =
        LogRecord.newBuilder()
            .setTimeUnixNano(START_NANOS + number * 1_000_000)
            .setTraceId(id(16, number))
            .setSpanId(id(8, spanId(number, 0)))
            .setBody(AnyValue.newBuilder().setStringValue("noted " + number))
            .build();
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .setResource(RESOURCE)
                .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(log)))
        .build();
  }

  static long spanId(long number, int span) {
    return number * 16 + span + 1;
  }

  private static ByteString id(int bytes, long value) {
    return ByteString.copyFrom(ByteBuffer.allocate(bytes).putLong(bytes - 8, value).array());
  }
}
