package io.longpole.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.TraceView;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveDetectionTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long BEGIN = 1_700_000_000L * SECOND;

  @TempDir Path folder;

  /** A request a second, of which each tries its call three times in vain. */
  @Test
  void aStormIsFoundAndIsStillKnownAfterARestart() throws Exception {
    Path data = folder.resolve("data");
    try (RunningServer server = RunningServer.start(data)) {
      send(server, 0, 200);
      server.awaitTraces("shop", 200);
      assertThat(hasStorm(server, 10)).isFalse(); // too long before it was known
      assertThat(hasStorm(server, 199)).isTrue();
      assertThat(server.client().status().getCountersList())
          .anySatisfy(counter -> {
            assertThat(counter.getName()).isEqualTo("traces.looked-again");
            assertThat(counter.getValue()).isEqualTo(20);
          });
    }
    try (RunningServer server = RunningServer.start(data)) {
      send(server, 200, 205);
      server.awaitTraces("shop", 205);
      assertThat(hasStorm(server, 204)).isTrue();
    }
  }

  private static boolean hasStorm(RunningServer server, int second) {
    TraceView trace =
        server
            .client()
            .trace(
                GetTraceRequest.newBuilder()
                    .setTraceId("%016x%016x".formatted(11, second + 1))
                    .build());
    return trace.getFindingsList().stream()
        .map(Finding::getDetector)
        .anyMatch("retry-storm"::equals);
  }

  private static void send(RunningServer server, int fromSecond, int toSecond) throws Exception {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int second = fromSecond; second < toSecond; second++) {
      long start = BEGIN + second * SECOND;
      scope.addSpans(
          span(second, 1, start, 600).setName("POST /buy").setKind(Span.SpanKind.SPAN_KIND_SERVER));
      for (int attempt = 0; attempt < 3; attempt++) {
        scope.addSpans(
            span(second, 2 + attempt, start + attempt * SECOND / 5, 40)
                .setName("POST")
                .setParentSpanId(id(1))
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
                .addAttributes(text("http.request.method", "POST"))
                .addAttributes(text("url.full", "http://pay/charge"))
                .addAttributes(
                    KeyValue.newBuilder()
                        .setKey("http.response.status_code")
                        .setValue(AnyValue.newBuilder().setIntValue(503))));
      }
    }
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(Resource.newBuilder().addAttributes(text("service.name", "shop")))
                    .addScopeSpans(scope))
            .build();
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("http://" + server.otlpHttp() + "/v1/traces"))
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  private static Span.Builder span(int second, long id, long startNanos, int millis) {
    return Span.newBuilder()
        .setTraceId(
            ByteString.copyFrom(ByteBuffer.allocate(16).putLong(11).putLong(second + 1).array()))
        .setSpanId(id(id))
        .setStartTimeUnixNano(startNanos)
        .setEndTimeUnixNano(startNanos + millis * 1_000_000L);
  }

  private static ByteString id(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).array());
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
