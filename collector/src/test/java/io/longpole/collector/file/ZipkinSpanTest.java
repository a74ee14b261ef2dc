package io.longpole.collector.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.TraceId;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZipkinSpanTest {

  @Test
  void aSpanKeepsWhatItSays() throws Exception {
    Span span =
        read("""
        [{"traceId": "5aab74dbb904746bb33447baae403ed6", "parentId": "05e3ac9a4f6e3b90",
          "id": "e457b5a2e4d86bd1", "kind": "CLIENT", "name": "get",
          "timestamp": 1531282088548312, "duration": 20333,
          "localEndpoint": {"serviceName": "web", "ipv4": "10.0.0.1", "port": 80},
          "remoteEndpoint": {"serviceName": "db", "ipv4": "10.0.0.2", "port": 5432},
          "annotations": [{"timestamp": 1531282088548400, "value": "ws"}],
          "tags": {"http.path": "/x", "error": "timed out"}}]
        """)
            .getFirst();
    assertThat(span)
        .isEqualTo(
            Span.builder(TraceId.parse("5aab74dbb904746bb33447baae403ed6"), 0xe457b5a2e4d86bd1L)
                .parent(0x05e3ac9a4f6e3b90L)
                .name("get")
                .kind(SpanKind.CLIENT)
                .times(1_531_282_088_548_312_000L, 1_531_282_088_568_645_000L)
                .attributes(
                    Attributes.of(
                        "service.peer.name",
                        "db",
                        "server.address",
                        "10.0.0.2",
                        "server.port",
                        5432,
                        "http.path",
                        "/x",
                        "error",
                        "timed out"))
                .status(StatusCode.ERROR, "timed out")
                .events(List.of(new SpanEvent(1_531_282_088_548_400_000L, "ws", Attributes.EMPTY)))
                .resource(span.resource())
                .scope(span.scope())
                .build());
    assertThat(span.service()).isEqualTo("web");
    assertThat(span.resource().host()).isEqualTo("10.0.0.1");
  }

  @Test
  void halvesOfACallKeepTheirSharedId() throws Exception {
    List<Span> spans =
        read(
            "[{\"traceId\":\"1\",\"id\":\"2\",\"kind\":\"CLIENT\",\"timestamp\":1,\"duration\":9},"
                + "{\"traceId\":\"1\",\"id\":\"2\",\"kind\":\"SERVER\",\"shared\":true,\"timestamp\":2,\"duration\":3}]");
    assertThat(spans).extracting(Span::spanId).containsExactly(2L, 2L);
    assertThat(spans).extracting(Span::kind).containsExactly(SpanKind.CLIENT, SpanKind.SERVER);
  }

  @Test
  void aSpanWithoutDurationOrStartIsUnfinished() throws Exception {
    List<Span> spans =
        read(
            "[{\"traceId\":\"1\",\"id\":\"2\",\"timestamp\":7},{\"traceId\":\"1\",\"id\":\"3\"},"
                + "{\"traceId\":\"1\",\"id\":\"4\",\"duration\":7},"
                + "{\"traceId\":\"1\",\"id\":\"5\",\"timestamp\":7,\"duration\":0}]");
    assertThat(spans).extracting(Span::endNanos).containsOnly(0L);
    assertThat(spans).extracting(Span::startNanos).containsExactly(7_000L, 0L, 0L, 7_000L);
  }

  @Test
  void theRemoteEndpointOfACalledSpanIsItsClient() throws Exception {
    Span span =
        read("[{\"traceId\":\"1\",\"id\":\"2\",\"kind\":\"SERVER\",\"remoteEndpoint\":{\"ipv6\":\"::1\"},"
                + "\"tags\":{\"error\":\"false\"}}]")
            .getFirst();
    assertThat(span.attributes().text("client.address")).isEqualTo("::1");
    assertThat(span.status()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void spansOneALineAndTracesInArraysAreRead() throws Exception {
    String span = "{\"traceId\":\"1\",\"id\":\"%d\"}";
    assertThat(read(span.formatted(2) + "\n" + span.formatted(3))).hasSize(2);
    assertThat(read("[[" + span.formatted(2) + "],[" + span.formatted(3) + "]]")).hasSize(2);
  }

  private static List<Span> read(String json) throws UnreadableInputException {
    CollectingSink sink = new CollectingSink(true);
    TelemetryFiles.read(List.of("-"), new ByteArrayInputStream(json.getBytes(UTF_8)), sink);
    return sink.spans;
  }
}
