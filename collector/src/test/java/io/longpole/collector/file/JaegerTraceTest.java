package io.longpole.collector.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.TraceId;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JaegerTraceTest {

  @Test
  void aSpanKeepsWhatItSays() throws Exception {
    Span span =
        only(
            """
            {"traceID": "006c3cf93508f205", "spanID": "4b52eb0cabcb50a", "flags": 1,
             "operationName": "GET /", "startTime": 1573196810403381, "duration": 415,
             "references": [
               {"refType": "CHILD_OF", "traceID": "006c3cf93508f205", "spanID": "1f"},
               {"refType": "FOLLOWS_FROM", "traceID": "ab", "spanID": "2f"}],
             "tags": [
               {"key": "span.kind", "type": "string", "value": "server"},
               {"key": "size", "type": "int64", "value": 7},
               {"key": "big", "type": "int64", "value": "9007199254740993"},
               {"key": "share", "type": "float64", "value": 1},
               {"key": "hit", "type": "bool", "value": true},
               {"key": "otel.library.name", "type": "string", "value": "lib"}],
             "logs": [{"timestamp": 1573196810403400, "fields": [
               {"key": "event", "type": "string", "value": "retry"},
               {"key": "n", "type": "int64", "value": 2}]}],
             "processID": "p1", "warnings": ["clock skew"]}
            """);
    assertThat(span)
        .isEqualTo(
            Span.builder(TraceId.parse("006c3cf93508f205"), 0x4b52eb0cabcb50aL)
                .parent(0x1f)
                .name("GET /")
                .kind(SpanKind.SERVER)
                .times(1_573_196_810_403_381_000L, 1_573_196_810_403_796_000L)
                .attributes(
                    Attributes.of(
                        "span.kind",
                        "server",
                        "size",
                        7,
                        "big",
                        9_007_199_254_740_993L,
                        "share",
                        1.0,
                        "hit",
                        true,
                        "otel.library.name",
                        "lib",
                        "jaeger.warnings",
                        List.of("clock skew")))
                .events(
                    List.of(
                        new SpanEvent(
                            1_573_196_810_403_400_000L,
                            "retry",
                            Attributes.of("event", "retry", "n", 2))))
                .links(
                    List.of(
                        new SpanLink(
                            TraceId.parse("ab"),
                            0x2f,
                            Attributes.of("opentracing.ref_type", "follows_from"))))
                .resource(span.resource())
                .scope(new Scope("lib", "", Attributes.EMPTY))
                .build());
    assertThat(span.resource().attributes())
        .isEqualTo(Attributes.of("service.name", "shop", "host.name", "h1", "region", "eu"));
  }

  @Test
  void followsFromAloneMakesNoChild() throws Exception {
    Span span =
        only(
            "{\"spanID\":\"b\",\"references\":"
                + "[{\"refType\":\"FOLLOWS_FROM\",\"traceID\":\"1\",\"spanID\":\"a\"}]}");
    assertThat(span.parentSpanId()).isZero();
    assertThat(span.links()).extracting(SpanLink::spanId).containsExactly(0xaL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"key\":\"error\",\"type\":\"bool\",\"value\":true}",
        "{\"key\":\"error\",\"type\":\"string\",\"value\":\"true\"}",
        "{\"key\":\"error\",\"type\":\"string\",\"value\":\"ClientSideError\"}",
        "{\"key\":\"error\",\"type\":\"int64\",\"value\":1}",
        "{\"key\":\"otel.status_code\",\"type\":\"string\",\"value\":\"ERROR\"}"
      })
  void everyFormOfAnErrorTagFailsTheSpan(String tag) throws Exception {
    Span span = only("{\"spanID\":\"b\",\"tags\":[" + tag + "]}");
    assertThat(span.status()).isEqualTo(StatusCode.ERROR);
    assertThat(span.statusMessage()).isIn("", "ClientSideError");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"key\":\"error\",\"type\":\"bool\",\"value\":false}",
        "{\"key\":\"error\",\"type\":\"string\",\"value\":\"false\"}",
        "{\"key\":\"error\",\"type\":\"string\",\"value\":\"\"}",
        "{\"key\":\"error\",\"type\":\"int64\",\"value\":0}",
        "{\"key\":\"http.status_code\",\"type\":\"int64\",\"value\":200}"
      })
  void anErrorTagThatDeniesTheErrorDoesNot(String tag) throws Exception {
    assertThat(only("{\"spanID\":\"b\",\"tags\":[" + tag + "]}").status())
        .isEqualTo(StatusCode.UNSET);
  }

  @Test
  void aLogThatTellsOfAnErrorFailsTheSpanAndIsAnException() throws Exception {
    Span span =
        only(
            "{\"spanID\":\"b\",\"logs\":[{\"timestamp\":3,\"fields\":["
                + "{\"key\":\"event\",\"type\":\"string\",\"value\":\"error\"},"
                + "{\"key\":\"error.kind\",\"type\":\"string\",\"value\":\"java.io.IOException\"},"
                + "{\"key\":\"message\",\"type\":\"string\",\"value\":\"reset\"}]}]}");
    assertThat(span.status()).isEqualTo(StatusCode.ERROR);
    SpanEvent event = span.events().getFirst();
    assertThat(event.name()).isEqualTo("exception");
    assertThat(event.timeNanos()).isEqualTo(3_000);
    assertThat(event.attributes().text("exception.type")).isEqualTo("java.io.IOException");
    assertThat(event.attributes().text("exception.message")).isEqualTo("reset");
  }

  @Test
  void idsThatAreNoHexBecomeEqualIdsForEqualTexts() throws Exception {
    CollectingSink sink =
        read(
            "{\"traceID\":\"trace-123\",\"spans\":[{\"spanID\":\"G\"},{\"spanID\":\"span-2\","
                + "\"references\":[{\"refType\":\"CHILD_OF\",\"traceID\":\"trace-123\",\"spanID\":\"G\"}]}]}");
    Span first = sink.spans.get(0);
    Span second = sink.spans.get(1);
    assertThat(second.parentSpanId()).isEqualTo(first.spanId()).isNotZero();
    assertThat(second.spanId()).isNotEqualTo(first.spanId());
    assertThat(second.traceId()).isEqualTo(first.traceId());
    assertThat(first.traceId().hex())
        .isEqualTo(
            read("{\"traceID\":\"trace-123\",\"spans\":[{\"spanID\":\"z\"}]}")
                .spans
                .getFirst()
                .traceId()
                .hex());
  }

  @Test
  void aSpanWithoutIdIsRejectedAndItsNeighbourKept() throws Exception {
    CollectingSink sink = read("{\"traceID\":\"1\",\"spans\":[{},{\"spanID\":\"2\"},7]}");
    assertThat(sink.spans).hasSize(1);
    assertThat(sink.rejectedSpans).isEqualTo(2);
  }

  @Test
  void processesMayStandBeforeOrBehindTheirSpans() throws Exception {
    String spans = "\"spans\":[{\"spanID\":\"2\",\"processID\":\"p\"}]";
    String processes = "\"processes\":{\"p\":{\"serviceName\":\"shop\"}}";
    for (String members : List.of(spans + "," + processes, processes + "," + spans)) {
      assertThat(read("{\"traceID\":\"1\"," + members + "}").spans.getFirst().service())
          .isEqualTo("shop");
    }
  }

  private static Span only(String span) throws UnreadableInputException {
    return read("{\"data\":[{\"traceID\":\"1\",\"spans\":["
            + span
            + "],\"processes\":{\"p1\":{\"serviceName\":\"shop\",\"tags\":["
            + "{\"key\":\"hostname\",\"type\":\"string\",\"value\":\"h1\"},"
            + "{\"key\":\"region\",\"type\":\"string\",\"value\":\"eu\"}]}}}]}")
        .spans
        .getFirst();
  }

  private static CollectingSink read(String json) throws UnreadableInputException {
    CollectingSink sink = new CollectingSink(true);
    TelemetryFiles.read(List.of("-"), new ByteArrayInputStream(json.getBytes(UTF_8)), sink);
    return sink;
  }
}
