package io.longpole.collector.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpJsonTest {

  private static final String IDS =
      "\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"b7ad6b7169203331\"";

  private final OtlpDecoder decoder = new OtlpDecoder();
  private final Tolerance counts = new Tolerance();

  @Test
  void everySpellingOfARandomRequestGivesTheSameSpans() throws Exception {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      RandomTelemetry telemetry = new RandomTelemetry(seed);
      JsonPrinter printer = new JsonPrinter(random, seed % 2 == 1);
      ExportTraceServiceRequest traces = telemetry.traces();
      String json = printer.print(traces);
      byte[] bytes = OtlpJson.tracesToProtobuf(utf8(json), counts);
      assertThat(decoded(bytes))
          .as("seed %s\n%s", seed, json)
          .isEqualTo(ReferenceDecoder.spans(traces));
      ExportLogsServiceRequest logs = telemetry.logs();
      byte[] logBytes = OtlpJson.logsToProtobuf(utf8(printer.print(logs)), counts);
      assertThat(ReferenceDecoder.logs(ExportLogsServiceRequest.parseFrom(logBytes)))
          .as("seed %s", seed)
          .isEqualTo(ReferenceDecoder.logs(logs));
      if (seed % 2 == 0) {
        assertThat(ExportTraceServiceRequest.parseFrom(bytes)).isEqualTo(traces);
        assertThat(ExportLogsServiceRequest.parseFrom(logBytes)).isEqualTo(logs);
      }
    }
    assertThat(counts.base64Ids()).isGreaterThan(100);
    assertThat(counts.enumNames()).isGreaterThan(100);
  }

  @Test
  void sixtyFourBitNumbersKeepTheirLastDigit() throws MalformedException {
    Span text = span("\"startTimeUnixNano\":\"1544712660000000001\"");
    Span number = span("\"startTimeUnixNano\":1544712660000000001");
    Span exponent = span("\"startTimeUnixNano\":1544712660000000001e0");
    assertThat(text.startNanos()).isEqualTo(1_544_712_660_000_000_001L);
    assertThat(number.startNanos()).isEqualTo(1_544_712_660_000_000_001L);
    assertThat(exponent.startNanos()).isEqualTo(1_544_712_660_000_000_001L);
    assertThat(span("\"endTimeUnixNano\":18446744073709551615").endNanos()).isEqualTo(-1);
    assertThat(span("\"endTimeUnixNano\":\"-6795364578871345152\"").endNanos())
        .isEqualTo(-6_795_364_578_871_345_152L);
  }

  @Test
  void absentNullAndDefaultAreTheSame() throws MalformedException {
    Span plain = span("\"kind\":0");
    assertThat(span("\"kind\":null,\"name\":null,\"attributes\":null,\"status\":null"))
        .isEqualTo(plain);
    assertThat(span("\"name\":\"\",\"attributes\":[],\"status\":{},\"parentSpanId\":\"\""))
        .isEqualTo(plain);
    assertThat(span("\"events\":[null],\"links\":[null]")).isEqualTo(plain);
  }

  @Test
  void lastOfRepeatedKeysWins() throws MalformedException {
    assertThat(span("\"name\":\"a\",\"name\":\"b\"").name()).isEqualTo("b");
    assertThat(span("\"name\":\"a\",\"name\":null").name()).isEmpty();
    assertThat(
            span(
                "\"attributes\":[{\"key\":\"a\",\"value\":{\"intValue\":1}}],"
                    + "\"status\":{\"code\":2,\"message\":\"x\"},"
                    + "\"attributes\":[{\"key\":\"b\",\"value\":{\"intValue\":2}}],"
                    + "\"status\":{\"code\":1}"))
        .satisfies(span -> {
          assertThat(span.attributes()).isEqualTo(Attributes.of("b", 2));
          assertThat(span.statusMessage()).isEmpty();
        });
    assertThat(
            decoded(
                json(
                    "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{"
                        + IDS
                        + "}]}],\"scopeSpans\":[]}]}")))
        .isEmpty();
  }

  @Test
  void onlyLowerCamelCaseNamesAreKnown() throws MalformedException {
    assertThat(span("\"parent_span_id\":\"b7ad6b7169203332\",\"Name\":\"x\"").name()).isEmpty();
  }

  @Test
  void unknownFieldsAreIgnoredAtAnyDepthWhateverTheirValue() throws MalformedException {
    assertThat(
            span("\"x\":{\"spans\":[1,{\"a\":null}]},\"name\":\"n\",\"y\":[[[]]],\"status\":{\"z\":true}")
                .name())
        .isEqualTo("n");
  }

  @Test
  void unknownFieldsNestSixtyFourDeepAndNoDeeper() throws MalformedException {
    assertThat(json("{\"x\":" + "[".repeat(63) + "]".repeat(63) + "}")).isEmpty();
    assertThatThrownBy(() -> json("{\"x\":" + "[".repeat(64) + "]".repeat(64) + "}"))
        .isInstanceOf(MalformedException.class)
        .hasMessage("objects and arrays nested deeper than 64 at line 1, column 69");
  }

  @Test
  void attributeValuesNestSixtyFourDeepAndNoDeeper() throws MalformedException {
    assertThat(span("\"attributes\":[" + nested(63) + "]").attributes().size()).isEqualTo(1);
    assertThatThrownBy(() -> span("\"attributes\":[" + nested(64) + "]"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("attribute values nested deeper than 64 at line 1, column ");
  }

  @ParameterizedTest
  @CsvSource({"NaN,NaN", "Infinity,Infinity", "-Infinity,-Infinity", "1.5,1.5", "-2e3,-2000"})
  void doublesMayBeTexts(String text, double expected) throws MalformedException {
    Object value =
        span("\"attributes\":[{\"key\":\"d\",\"value\":{\"doubleValue\":\"" + text + "\"}}]")
            .attributes()
            .value(0);
    assertThat(value).isEqualTo(expected);
  }

  @Test
  void thirtyTwoBitNumbersAndEnumsMayBeTexts() throws MalformedException {
    Span span = span("\"kind\":\"3\",\"flags\":\"257\",\"droppedAttributesCount\":\"1\"");
    assertThat(span.kind()).isEqualTo(SpanKind.CLIENT);
    assertThat(span.flags()).isEqualTo(257);
    assertThat(counts.enumNames()).isZero();
  }

  @Test
  void enumNumbersUnknownToTheSchemaAreKeptAndReadAsUnspecified() throws Exception {
    byte[] bytes = json(wrapped("{" + IDS + ",\"kind\":77}"));
    assertThat(
            ExportTraceServiceRequest.parseFrom(bytes)
                .getResourceSpans(0)
                .getScopeSpans(0)
                .getSpans(0)
                .getKindValue())
        .isEqualTo(77);
    assertThat(decoded(bytes).getFirst().kind()).isEqualTo(SpanKind.UNSPECIFIED);
  }

  @Test
  void enumNamesOfTheSchemaAreTakenAndCounted() throws MalformedException {
    assertThat(span("\"kind\":\"SPAN_KIND_SERVER\"").kind()).isEqualTo(SpanKind.SERVER);
    assertThat(counts.enumNames()).isEqualTo(1);
    assertThat(counts.warning())
        .isEqualTo(
            "This is not the JSON encoding of OTLP and was read all the same: "
                + "1 enum values by name (numbers are expected).");
  }

  @Test
  void anotherEnumNameIsBadData() {
    assertThatThrownBy(() -> span("\"kind\":\"SPAN_KIND_NONSENSE\""))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith(
            "kind=SPAN_KIND_NONSENSE (the number of an enum value is expected) at line 1, column ");
  }

  @Test
  void idsInBase64OfTheRightSizeAreTakenAndCounted() throws MalformedException {
    for (String padding : new String[] {"", "="}) {
      Span span =
          decoded(
                  json(
                      wrapped(
                          "{\"traceId\":\"CvdlGRbNQ92ESOshHIAxnA"
                              + padding.repeat(2)
                              + "\",\"spanId\":\"t61rcWkgMzE"
                              + padding
                              + "\"}")))
              .getFirst();
      assertThat(span.traceId().hex()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
      assertThat(span.spanId()).isEqualTo(0xb7ad6b7169203331L);
    }
    assertThat(counts.base64Ids()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0af7",
        "zzz",
        "!!!INVALID_BASE64!!!",
        "0af7651916cd43dd8448eb211c80319",
        "sixteen-letters!",
        "0af7651916cd43dd8448eb211c80319c00",
        "!vdlGRbNQ92ESOshHIAxnA==",
        "0af7651916cd43dd8448eb",
        "CvdlGRbNQ92ESOshHIAxnA="
      })
  void anIdThatIsNoneMakesItsSpanBadAndNothingElse(String traceId) throws MalformedException {
    byte[] bytes =
        json(
            wrapped(
                "{\"traceId\":\"" + traceId + "\",\"spanId\":\"b7ad6b7169203331\"},{" + IDS + "}"));
    List<Span> spans = new ArrayList<>();
    assertThat(decoder.spans(bytes, 0, bytes.length, spans::add)).isEqualTo(1);
    assertThat(spans).hasSize(1);
    assertThat(RequestWalk.walkTraces(bytes, 0, bytes.length, 0).badSpans()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{",
        "{\"resourceSpans\":[{]}",
        "{} {}",
        "{\"resourceSpans\":{}}",
        "{\"resourceSpans\":[3]}",
        "{\"resourceSpans\":[{\"resource\":[]}]}",
        "{'a':1}",
        "nonsense"
      })
  void whatIsNoRequestIsMalformed(String json) {
    assertThatThrownBy(() -> json(json))
        .isInstanceOf(MalformedException.class)
        .hasMessageMatching("[^\n]+ at line 1, column \\d+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"name\":1",
        "\"startTimeUnixNano\":-9223372036854775809",
        "\"startTimeUnixNano\":1.5",
        "\"startTimeUnixNano\":18446744073709551616",
        "\"startTimeUnixNano\":\"0x1\"",
        "\"startTimeUnixNano\":1e2147483647",
        "\"startTimeUnixNano\":\"\"",
        "\"flags\":4294967296",
        "\"kind\":true",
        "\"attributes\":[{\"key\":\"k\",\"value\":{\"bytesValue\":\"*\"}}]",
        "\"attributes\":[{\"key\":\"k\",\"value\":{\"boolValue\":\"true\"}}]",
        "\"attributes\":[{\"key\":\"k\",\"value\":{\"doubleValue\":\"1.5 \"}}]",
        "\"traceId\":5"
      })
  void valuesOfTheWrongTypeAreBadData(String field) {
    assertThatThrownBy(() -> span(field))
        .isInstanceOf(MalformedException.class)
        .hasMessageMatching("\\w+=.* is expected\\) at line 1, column \\d+");
  }

  @Test
  void anEmptyMessageIsNoError() throws MalformedException {
    assertThat(json("{}")).isEmpty();
    assertThat(json(" {\"resourceSpans\":[]} ")).isEmpty();
  }

  @Test
  void textThatIsNotUtf8GetsReplacementCharacters() throws MalformedException {
    byte[] json = utf8(wrapped("{" + IDS + ",\"name\":\"a?b\"}"));
    for (int i = 0; i < json.length; i++) {
      if (json[i] == '?') {
        json[i] = (byte) 0xFF;
      }
    }
    assertThat(decoded(OtlpJson.tracesToProtobuf(json, counts)).getFirst().name())
        .isEqualTo("a\uFFFDb");
    assertThat(span("\"name\":\"\\ud83d!\\ud83d\\ude80\"").name()).isEqualTo("\uFFFD!\uD83D\uDE80");
  }

  @Test
  void metricsKeepTheirNumberOfDataPoints() throws MalformedException {
    byte[] bytes =
        OtlpJson.metricsToProtobuf(
            utf8(
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":["
                    + "{\"name\":\"a\",\"sum\":{\"dataPoints\":[{\"asInt\":\"1\"},{\"asInt\":\"2\"}]}},"
                    + "{\"name\":\"b\",\"exponentialHistogram\":{\"dataPoints\":[{}]}}]}]}]}"),
            counts);
    assertThat(RequestWalk.walkMetrics(bytes, 0, bytes.length).items()).isEqualTo(3);
  }

  @Test
  void mutatedJsonIsMalformedOrReadNeverAnythingElse() {
    int malformed = 0;
    for (long seed = 0; seed < 1_500; seed++) {
      Random random = new Random(seed);
      RandomTelemetry telemetry = new RandomTelemetry(seed % 40);
      byte[] json = utf8(new JsonPrinter(random, true).print(telemetry.traces()));
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        int at = random.nextInt(json.length);
        json[at] =
            random.nextBoolean()
                ? (byte) random.nextInt()
                : (byte) "{}[],:\"\\0en-".charAt(random.nextInt(12));
      }
      try {
        decoded(OtlpJson.tracesToProtobuf(json, counts));
      } catch (MalformedException e) {
        malformed++;
        assertThat(e.getMessage()).as("seed %s", seed).doesNotContain("\n").hasSizeLessThan(300);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(malformed).isBetween(300, 1_495);
  }

  private static String nested(int depth) {
    return "{\"key\":\"k\",\"value\":"
        + "{\"arrayValue\":{\"values\":[".repeat(depth)
        + "{\"intValue\":1}"
        + "]}}".repeat(depth)
        + "}";
  }

  private Span span(String fields) throws MalformedException {
    return decoded(json(wrapped("{" + IDS + "," + fields + "}"))).getFirst();
  }

  private byte[] json(String json) throws MalformedException {
    return OtlpJson.tracesToProtobuf(utf8(json), counts);
  }

  private List<Span> decoded(byte[] bytes) throws MalformedException {
    List<Span> spans = new ArrayList<>();
    decoder.spans(bytes, 0, bytes.length, spans::add);
    return spans;
  }

  private static String wrapped(String spans) {
    return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + spans + "]}]}]}";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
