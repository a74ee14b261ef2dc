package io.longpole.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.longpole.proto.query.v1.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountsTest {

  private static final int TRACES = 50;
  private static final int SPANS_A_TRACE = 3;
  private static final int GOOD = TRACES * SPANS_A_TRACE;
  private static final int BAD = 5;

  @TempDir Path folder;

  @Test
  void receivedIsAnalysedAndRejectedAndDuplicateAndPending() throws Exception {
    Path data = folder.resolve("data");
    try (RunningServer server = RunningServer.start(data, Map.of("quiet-period", "1h"))) {
      send(server, good(1));
      send(server, good(1));
      send(server, bad());
      Status status = awaitPending(server, 2L * GOOD);
      assertThat(sum(status, "spans.analysed")).isZero();
      assertBalance(status, 2 * GOOD + BAD);
    }
    try (RunningServer server = RunningServer.start(data)) {
      send(server, good(TRACES + 1));
      server.awaitIdle();
      Status status = server.client().status();
      assertThat(status.getPendingSpans()).isZero();
      assertThat(sum(status, "spans.analysed")).isEqualTo(2 * GOOD);
      assertThat(sum(status, "spans.duplicate")).isEqualTo(GOOD);
      assertThat(status.getCoverage().getSpans()).isEqualTo(3 * GOOD);
      assertThat(status.getCoverage().getDuplicateSpans()).isEqualTo(GOOD);
      assertThat(status.getCoverage().getTraces()).isEqualTo(2 * TRACES);
    }
  }

  @Test
  void whatIsRejectedStandsInTheCoverage() throws Exception {
    try (RunningServer server = RunningServer.start(folder.resolve("data"))) {
      send(server, good(1));
      send(server, bad());
      server.awaitIdle();
      Status status = server.client().status();
      assertBalance(status, GOOD + BAD);
      assertThat(status.getCoverage().getRejectedSpans()).isEqualTo(BAD);
      assertThat(status.getCoverage().getNotesList())
          .anyMatch(note -> note.startsWith(BAD + " spans were rejected ("));
    }
  }

  private static void assertBalance(Status status, long sent) {
    assertThat(sum(status, "received", "traces")).isEqualTo(sent);
    assertThat(
            sum(status, "spans.analysed")
                + sum(status, "spans.duplicate")
                + sum(status, "traces.rejected")
                + status.getPendingSpans())
        .isEqualTo(sent);
  }

  private static Status awaitPending(RunningServer server, long spans) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Status status = server.client().status();
    while (status.getPendingSpans() != spans) {
      assertThat(System.nanoTime()).as("pending in time: %s", status).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      status = server.client().status();
    }
    return status;
  }

  private static long sum(Status status, String name) {
    return status.getCountersList().stream()
        .filter(counter -> counter.getName().equals(name))
        .mapToLong(io.longpole.proto.query.v1.Counter::getValue)
        .sum();
  }

  private static long sum(Status status, String name, String reason) {
    return status.getCountersList().stream()
        .filter(counter -> counter.getName().equals(name) && counter.getReason().equals(reason))
        .mapToLong(io.longpole.proto.query.v1.Counter::getValue)
        .sum();
  }

  private static ExportTraceServiceRequest good(int firstTrace) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int trace = firstTrace; trace < firstTrace + TRACES; trace++) {
      for (int span = 0; span < SPANS_A_TRACE; span++) {
        scope.addSpans(span(trace, span));
      }
    }
    return request(scope);
  }

  /** Without a trace id. */
  private static ExportTraceServiceRequest bad() {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < BAD; i++) {
      scope.addSpans(span(1, i).setTraceId(ByteString.copyFrom(new byte[16])));
    }
    return request(scope);
  }

  private static Span.Builder span(int trace, int span) {
    Span.Builder made =
        Span.newBuilder()
            .setTraceId(ByteString.copyFrom(ByteBuffer.allocate(16).putLong(8, trace).array()))
            .setSpanId(id(span + 1))
            .setName("step " + span)
            .setStartTimeUnixNano(1_700_000_000_000_000_000L + span)
            .setEndTimeUnixNano(1_700_000_000_000_100_000L - span);
    return span == 0 ? made : made.setParentSpanId(id(1));
  }

  private static ByteString id(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).array());
  }

  private static ExportTraceServiceRequest request(ScopeSpans.Builder scope) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build();
  }

  private static void send(RunningServer server, ExportTraceServiceRequest request)
      throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("http://" + server.otlpHttp() + "/v1/traces"))
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }
}
