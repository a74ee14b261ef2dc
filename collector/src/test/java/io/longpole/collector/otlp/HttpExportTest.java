package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.collector.log.DeadLetterEntry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HttpExportTest {

  private static final byte[] FIVE_SPANS = Requests.goodTraces(5).toByteArray();

  private RunningServer running;

  @BeforeEach
  void start() throws Exception {
    running = new RunningServer();
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void protobufIsTakenOnBothPorts() throws Exception {
    for (int port : new int[] {running.httpPort(), running.grpcPort()}) {
      Posted posted =
          Posted.to(port, "/v1/traces", FIVE_SPANS, "Content-Type", "application/x-protobuf");

      assertThat(posted.status()).isEqualTo(200);
      assertThat(posted.header("content-type")).isEqualTo("application/x-protobuf");
      assertThat(posted.bytes()).isEmpty();
    }
    assertThat(running.log.appended).hasSize(2);
    assertThat(running.log.appended.get(0).payload()).isEqualTo(FIVE_SPANS);
  }

  @Test
  void http2ByUpgradeIsAnswered() throws Exception {
    Posted posted =
        Posted.upgraded(
            running.httpPort(), "/v1/traces", FIVE_SPANS, "Content-Type", Posted.PROTOBUF);

    assertThat(posted.status()).isEqualTo(200);
    assertThat(posted.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(running.log.spans()).hasSize(5);
  }

  @Test
  void theOtherNameOfProtobufIsTolerated() throws Exception {
    assertThat(post("/v1/traces", FIVE_SPANS, "application/protobuf").status()).isEqualTo(200);
  }

  @Test
  void jsonIsAnsweredInJson() throws Exception {
    Posted posted =
        post("/v1/logs", "{}".getBytes(StandardCharsets.UTF_8), "application/json; charset=utf-8");

    assertThat(posted.status()).isEqualTo(200);
    assertThat(posted.header("content-type")).startsWith("application/json");
    assertThat(posted.text()).isEqualTo("{}");
  }

  @Test
  void anEmptyMessageIsASuccess() throws Exception {
    for (String path : new String[] {"/v1/traces", "/v1/logs", "/v1/metrics"}) {
      assertThat(post(path, new byte[0], Posted.PROTOBUF).status()).as(path).isEqualTo(200);
    }
    assertThat(running.log.appended).isEmpty();
  }

  @Test
  void aTrailingSlashIsAccepted() throws Exception {
    assertThat(post("/v1/traces/", FIVE_SPANS, Posted.PROTOBUF).status()).isEqualTo(200);
  }

  @Test
  void gzipOfSeveralMembersAndZstdAreOpened() throws Exception {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes(Posted.gzip(Arrays.copyOf(FIVE_SPANS, 100)));
    members.writeBytes(Posted.gzip(Arrays.copyOfRange(FIVE_SPANS, 100, FIVE_SPANS.length)));

    assertThat(encoded("gzip", members.toByteArray()).status()).isEqualTo(200);
    assertThat(encoded("zstd", Posted.zstd(FIVE_SPANS)).status()).isEqualTo(200);
    assertThat(encoded("identity", FIVE_SPANS).status()).isEqualTo(200);

    assertThat(running.log.appended).hasSize(3);
    assertThat(running.log.appended).allSatisfy(r -> assertThat(r.payload()).isEqualTo(FIVE_SPANS));
  }

  @Test
  void chunkedBodiesAreNormal() throws Exception {
    try (RawConnection raw = new RawConnection(running.httpPort())) {
      raw.send(
          RawConnection.post(
              "Connection: close",
              "Content-Type: application/x-protobuf",
              "Transfer-Encoding: chunked"));
      for (int at = 0; at < FIVE_SPANS.length; at += 7) {
        raw.sendChunk(FIVE_SPANS, at, Math.min(7, FIVE_SPANS.length - at));
      }
      raw.send("0\r\n\r\n");

      assertThat(raw.readToEnd()).startsWith("HTTP/1.1 200 OK");
    }
    assertThat(running.log.appended.get(0).payload()).isEqualTo(FIVE_SPANS);
  }

  @Test
  void badSpansAreRejectedAndTheirNeighboursKept() throws Exception {
    byte[] request =
        Requests.traces(
                "shop",
                java.util.List.of(
                    Requests.span(1),
                    Requests.withIds(2, Requests.bytes(15, 1), Requests.bytes(8, 1)),
                    Requests.withIds(3, Requests.bytes(16, 0), Requests.bytes(8, 1)),
                    Requests.withIds(4, Requests.bytes(16, 1), Requests.bytes(7, 1)),
                    Requests.span(5),
                    Requests.span(6),
                    Requests.span(7),
                    Requests.span(8),
                    Requests.span(9),
                    Requests.span(10)))
            .toByteArray();

    Posted posted = post("/v1/traces", request, Posted.PROTOBUF);

    ExportTraceServiceResponse response = ExportTraceServiceResponse.parseFrom(posted.bytes());
    assertThat(posted.status()).isEqualTo(200);
    assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(3);
    assertThat(response.getPartialSuccess().getErrorMessage())
        .startsWith("rejected spans: trace_id is not 16 bytes: 1 (such as trace_id=0000");
    assertThat(running.log.spans()).hasSize(7);
    assertThat(running.log.letters)
        .extracting(DeadLetterEntry::reason)
        .containsExactly("trace_id_length", "trace_id_zero", "span_id_length");
    assertThat(running.counters.snapshot().get("traces.rejected"))
        .containsExactlyInAnyOrderEntriesOf(
            java.util.Map.of("trace_id_length", 1L, "trace_id_zero", 1L, "span_id_length", 1L));
  }

  @Test
  void metricsAreCountedByServiceAndWarnedAboutOnce() throws Exception {
    byte[] metrics = Requests.metrics("shop", 4).toByteArray();

    Posted first = post("/v1/metrics", metrics, Posted.PROTOBUF);
    Posted second = post("/v1/metrics", metrics, Posted.PROTOBUF);
    Posted json =
        post(
            "/v1/metrics",
            ("{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"m\",\"sum\":"
                    + "{\"dataPoints\":[{\"asInt\":\"1\",\"attributes\":[]},{}]}}]}],\"resource\":"
                    + "{\"attributes\":[{\"key\":\"service.name\",\"value\":"
                    + "{\"stringValue\":\"web\"}}]}}]}")
                .getBytes(StandardCharsets.UTF_8),
            Posted.JSON);

    ExportMetricsServiceResponse warned = ExportMetricsServiceResponse.parseFrom(first.bytes());
    assertThat(warned.getPartialSuccess().getRejectedDataPoints()).isZero();
    assertThat(warned.getPartialSuccess().getErrorMessage())
        .isEqualTo(
            "longpole does not keep metrics; set OTEL_METRICS_EXPORTER=none to save the traffic");
    assertThat(second.bytes()).isEmpty();
    assertThat(json.text())
        .isEqualTo(
            "{\"partialSuccess\":{\"rejectedDataPoints\":\"0\",\"errorMessage\":"
                + "\"longpole does not keep metrics; set OTEL_METRICS_EXPORTER=none to save the"
                + " traffic\"}}");
    assertThat(running.counters.count("metrics.by_service", "shop")).isEqualTo(8);
    assertThat(running.counters.count("metrics.by_service", "web")).isEqualTo(2);
    assertThat(running.log.appended).isEmpty();
  }

  private Posted post(String path, byte[] body, String type) throws Exception {
    return Posted.to(running.httpPort(), path, body, "Content-Type", type);
  }

  private Posted encoded(String encoding, byte[] body) throws Exception {
    return Posted.to(
        running.httpPort(),
        "/v1/traces",
        body,
        "Content-Type",
        Posted.PROTOBUF,
        "Content-Encoding",
        encoding);
  }
}
