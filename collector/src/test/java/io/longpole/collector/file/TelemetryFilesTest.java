package io.longpole.collector.file;

import static io.longpole.collector.file.Samples.TRACE_ID;
import static io.longpole.collector.file.Samples.group;
import static io.longpole.collector.file.Samples.gzip;
import static io.longpole.collector.file.Samples.otlp;
import static io.longpole.collector.file.Samples.randomDocument;
import static io.longpole.collector.file.Samples.span;
import static io.longpole.collector.file.Samples.twoSpansInEveryFormat;
import static io.longpole.collector.file.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.longpole.analyzer.model.Span;
import io.longpole.collector.wire.OtlpJson;
import io.longpole.collector.wire.Tolerance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryFilesTest {

  private static final String NO_FORMAT =
      "standard input: no spans, log records or metrics in it (OTLP JSON or protobuf, Jaeger JSON or"
          + " Zipkin v2 JSON is expected)";

  @TempDir private Path folder;

  @Test
  void everyFormatAndCompressionGivesTheSameSpansWhateverTheName() throws Exception {
    int files = 0;
    for (Map.Entry<String, byte[]> format : twoSpansInEveryFormat().entrySet()) {
      Map<String, byte[]> packed = new LinkedHashMap<>();
      packed.put("plain", format.getValue());
      packed.put("gzip", gzip(format.getValue()));
      packed.put("zstd", Zstd.compress(format.getValue()));
      for (Map.Entry<String, byte[]> entry : packed.entrySet()) {
        String what = format.getKey() + " " + entry.getKey();
        Path file = Files.write(folder.resolve("file" + files++), entry.getValue());
        CollectingSink sink = new CollectingSink(true);
        TelemetryFiles.read(List.of(file.toString()), InputStream.nullInputStream(), sink);
        assertThat(sink.spans).as(what).extracting(Span::name).containsExactly("a", "b");
        assertThat(sink.spans).as(what).extracting(Span::service).containsOnly("shop");
        assertThat(sink.spans).as(what).extracting(Span::spanId).containsExactly(1L, 2L);
        assertThat(sink.spans).as(what).extracting(Span::startNanos).containsOnly(5_000L);
        assertThat(sink.rejections).as(what).isEmpty();
      }
    }
    assertThat(files).isEqualTo(45);
  }

  @Test
  void gzipMembersOneAfterAnotherAreReadFromAPipeThatSaysNothingIsAvailable() throws Exception {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes(gzip(utf8(otlp(span(1, "a")) + "\n")));
    members.writeBytes(gzip(utf8(otlp(span(2, "b")))));
    InputStream pipe =
        new ByteArrayInputStream(members.toByteArray()) {
          @Override
          public synchronized int available() {
            return 0;
          }

          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(length, 7));
          }
        };
    CollectingSink sink = new CollectingSink(true);
    TelemetryFiles.read(List.of("-"), pipe, sink);
    assertThat(sink.spans).extracting(Span::name).containsExactly("a", "b");
  }

  @Test
  void oneDocumentMayHoldAllSignals() throws Exception {
    CollectingSink sink =
        read(
            "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"gauge\":{\"dataPoints\":["
                + "{\"asInt\":\"1\"},{\"asInt\":\"2\"}]}}]}]}],"
                + "\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"7\","
                + "\"body\":{\"stringValue\":\"hello\"}}]}]}],"
                + otlp(span(1, "a")).substring(1));
    assertThat(sink.spans).hasSize(1);
    assertThat(sink.logs)
        .singleElement()
        .satisfies(log -> assertThat(log.body()).isEqualTo("hello"));
    assertThat(sink.dataPoints).isEqualTo(2);
  }

  @Test
  void metricsAloneAreNoError() throws Exception {
    CollectingSink sink =
        read(
            "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"sum\":{\"dataPoints\":[{}]}}]}]}]}");
    assertThat(sink.dataPoints).isEqualTo(1);
  }

  @Test
  void aLongDocumentBecomesRequestsOfBoundedSizeThatKeepResourceAndScope() throws Exception {
    String spans =
        String.join(",", IntStream.rangeClosed(1, 2_000).mapToObj(i -> span(i, "n" + i)).toList());
    CollectingSink sink =
        read(
            "{\"resourceSpans\":["
                + group("one", spans)
                + ","
                + group("two", span(3_000, "x") + "," + span(3_001, "y"))
                + "]}");
    assertThat(sink.spansOfRequests).containsExactly(512, 512, 512, 466);
    assertThat(sink.spans).extracting(Span::spanId).startsWith(1L, 2L).endsWith(3_000L, 3_001L);
    assertThat(sink.spans).hasSize(2_002).doesNotHaveDuplicates();
    assertThat(sink.spans.subList(0, 2_000)).extracting(Span::service).containsOnly("one");
    assertThat(sink.spans.subList(2_000, 2_002)).extracting(Span::service).containsOnly("two");
    assertThat(sink.spans).extracting(span -> span.scope().name()).containsOnly("lib");
  }

  @Test
  void cutsNeverChangeWhatADocumentSays() throws Exception {
    for (long seed = 0; seed < 30; seed++) {
      String document = randomDocument(new Random(seed));
      byte[] whole = OtlpJson.tracesToProtobuf(utf8(document), new Tolerance());
      CollectingSink expected = new CollectingSink(true);
      expected.traces(whole);
      CollectingSink sink = new CollectingSink(true);
      TelemetryFiles.read(List.of("-"), new ByteArrayInputStream(utf8(document)), sink);
      assertThat(sink.spans).as("seed %s", seed).isEqualTo(expected.spans);
      assertThat(sink.spansOfRequests.size()).as("seed %s", seed).isGreaterThan(1);
    }
  }

  @Test
  void spansWithoutValidIdsAreReportedAndTheOthersKept() throws Exception {
    CollectingSink sink = read(otlp(span(1, "a") + "," + span(2, "b").replace(TRACE_ID, "0af7")));
    assertThat(sink.spans).extracting(Span::name).containsExactly("a");
    assertThat(sink.rejections)
        .containsExactly(
            "line 1, column 1: trace_id is not 16 bytes"
                + " (trace_id=0af7 span_id=0000000000000002): 1");
  }

  @Test
  void anObjectOfNoKnownFormatAmongOthersIsReported() throws Exception {
    CollectingSink sink = read("{\"hello\":1}\n" + otlp(span(1, "a")));
    assertThat(sink.spans).hasSize(1);
    assertThat(sink.rejections)
        .containsExactly("line 1, column 1: an object that is none of the known formats: 0");
  }

  @Test
  void habitsOfOtherToolsAreReported() throws Exception {
    CollectingSink sink =
        read(otlp(span(1, "a").replace("\"kind\":2", "\"kind\":\"SPAN_KIND_SERVER\"")));
    assertThat(sink.warnings)
        .containsExactly(
            "This is not the JSON encoding of OTLP and was read all the same: "
                + "1 enum values by name (numbers are expected).");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"data\":[]}",
        "{\"data\":null}",
        "{\"resourceSpans\":[]}",
        "{\"a\":{\"b\":[1]}}",
        "   ",
        "[[],[{}]]"
      })
  void whatHoldsNothingOfUseIsUnreadable(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessage(NO_FORMAT);
  }

  @Test
  void jsonErrorsNameLineColumnAndReason() {
    assertUnreadable(
        "{\n \"resourceSpans\": [\n  // no\n",
        "line 3, column 3: not JSON: Unexpected character ('/' (code 47))");
    assertUnreadable("hello", "line 1, column 1: not JSON: Unrecognized token 'hello'");
    assertUnreadable("[1]", "line 1, column 2: a value where telemetry is expected");
    assertUnreadable(
        otlp(span(1, "a")) + "\n{\"resourceSpans\":[",
        "line 2, column 19: not JSON: Unexpected end-of-input: expected close marker for Array");
    assertUnreadable(
        otlp(span(1, "a").replace("\"kind\":2", "\"kind\":\"NONSENSE\"")),
        "line 1, column 241: kind=NONSENSE (the number of an enum value is expected)");
    assertUnreadable(
        otlp(span(1, "a").replace(TRACE_ID, "!!!")),
        "line 1, column 1: nothing usable: 1 spans rejected, trace_id is not 16 bytes"
            + " (trace_id=212121 span_id=0000000000000001)");
  }

  @Test
  void binaryErrorsNameByteAndReason() throws Exception {
    byte[] proto = OtlpJson.tracesToProtobuf(utf8(otlp(span(1, "a"))), new Tolerance());
    assertUnreadable(new byte[0], "", "is empty");
    assertUnreadable(
        Arrays.copyOf(proto, proto.length - 1),
        "byte 0",
        "the file ends in the middle of the message that begins here");
    byte[] broken = {0x0A, 2, 0x17, 0};
    assertUnreadable(broken, "byte 2", "no OTLP protobuf: a field has wire type 7");
    assertUnreadable(
        new byte[] {0, 0, 0, 9, 0x0A},
        "byte 0",
        "the file ends in the middle of the message that begins here");
    assertUnreadable(
        new byte[] {5, 0, 0, 0, 1},
        "byte 0",
        "no OTLP protobuf: a message of 83886080 bytes (at most 67108864 are allowed)");
    assertUnreadable(
        new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10},
        "byte 0",
        "not JSON, and no OTLP protobuf: a group of a resource is expected");
    byte[] zipped = gzip(proto);
    assertUnreadable(
        Arrays.copyOf(zipped, zipped.length - 9),
        "before byte " + (zipped.length - 9),
        "ends in the middle of its compressed data");
    assertUnreadable(
        new byte[] {0x1f, (byte) 0x8b, 7, 7},
        "before byte 4",
        "is broken gzip: Unsupported compression method");
  }

  @Test
  void fileErrorsNameTheFile() {
    assertThatThrownBy(() ->
            TelemetryFiles.read(
                List.of(folder + "/none"), InputStream.nullInputStream(), new CollectingSink(true)))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessage(folder + "/none: no such file");
    assertThatThrownBy(() ->
            TelemetryFiles.read(
                List.of(folder.toString()),
                InputStream.nullInputStream(),
                new CollectingSink(true)))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessage(folder + ": is a folder (name the files in it)");
  }

  @Test
  void mutatedFilesAreReadOrUnreadableNeverAnythingElse() throws Exception {
    List<byte[]> originals = new ArrayList<>(twoSpansInEveryFormat().values());
    originals.add(gzip(originals.get(0)));
    originals.add(Zstd.compress(originals.get(0)));
    int unreadable = 0;
    for (long seed = 0; seed < 1_500; seed++) {
      Random random = new Random(seed);
      byte[] bytes = originals.get(random.nextInt(originals.size())).clone();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean()
                ? (byte) random.nextInt()
                : (byte) "{}[],:\"\\0en-".charAt(random.nextInt(12));
      }
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      try {
        TelemetryFiles.read(
            List.of("-"), new ByteArrayInputStream(bytes), new CollectingSink(false));
      } catch (UnreadableInputException e) {
        unreadable++;
        assertThat(e.getMessage())
            .as("seed %s", seed)
            .startsWith("standard input: ")
            .doesNotContain("\n");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(unreadable).isBetween(400, 1_450);
  }

  private static void assertUnreadable(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessage("standard input: " + message);
  }

  private static void assertUnreadable(byte[] bytes, String place, String reason) {
    assertThatThrownBy(() ->
            TelemetryFiles.read(
                List.of("-"), new ByteArrayInputStream(bytes), new CollectingSink(true)))
        .isInstanceOfSatisfying(
            UnreadableInputException.class,
            e -> {
              assertThat(e.place()).isEqualTo(place);
              assertThat(e.reason()).isEqualTo(reason);
            });
  }

  private static CollectingSink read(String text) throws UnreadableInputException {
    CollectingSink sink = new CollectingSink(true);
    TelemetryFiles.read(List.of("-"), new ByteArrayInputStream(utf8(text)), sink);
    return sink;
  }
}
