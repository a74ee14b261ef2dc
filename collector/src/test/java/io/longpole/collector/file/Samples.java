package io.longpole.collector.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.OtlpJson;
import io.longpole.collector.wire.Tolerance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Small telemetry in every format that is read. */
final class Samples {

  static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

  private Samples() {}

  static Map<String, byte[]> twoSpansInEveryFormat() throws MalformedException {
    Map<String, byte[]> formats = new LinkedHashMap<>();
    String one = otlp(span(1, "a"));
    String two = otlp(span(2, "b"));
    String both = otlp(span(1, "a") + "," + span(2, "b"));
    formats.put("one document", utf8(both));
    formats.put("documents a line", utf8(one + "\n" + two + "\n"));
    formats.put("documents without a line end", utf8(one + two));
    formats.put("pretty documents", utf8(pretty(one) + "\n" + pretty(two)));
    formats.put("byte order mark", utf8("\uFEFF" + both));
    formats.put("white space first", utf8("\n\n\t " + both));
    formats.put("array of documents", utf8("[" + one + "," + two + "]"));
    formats.put("wrapped", utf8("{\"result\":" + both + "}"));
    byte[] proto = OtlpJson.tracesToProtobuf(utf8(both), new Tolerance());
    byte[] first = OtlpJson.tracesToProtobuf(utf8(one), new Tolerance());
    byte[] second = OtlpJson.tracesToProtobuf(utf8(two), new Tolerance());
    formats.put("protobuf", proto);
    formats.put("protobuf after protobuf", joined(first, second));
    formats.put("protobuf after its length", joined(length(proto), proto));
    formats.put(
        "several after their lengths",
        joined(length(first), first, length(0), length(second), second));
    formats.put("jaeger", utf8("{\"data\":[" + jaeger() + "],\"errors\":null}"));
    formats.put("bare jaeger", utf8(jaeger()));
    formats.put("zipkin", utf8("[" + zipkin(1, "a") + "," + zipkin(2, "b") + "]"));
    return formats;
  }

  static String jaeger() {
    String span =
        "{\"spanID\":\"%d\",\"operationName\":\"%s\",\"startTime\":5,\"duration\":1,"
            + "\"processID\":\"p1\"}";
    return "{\"traceID\":\""
        + TRACE_ID
        + "\",\"spans\":["
        + span.formatted(1, "a")
        + ","
        + span.formatted(2, "b")
        + "],\"processes\":{\"p1\":{\"serviceName\":\"shop\",\"tags\":[]}}}";
  }

  static String zipkin(int id, String name) {
    return "{\"traceId\":\"%s\",\"id\":\"%d\",\"name\":\"%s\",\"timestamp\":5,\"localEndpoint\":{\"serviceName\":\"shop\"}}"
        .formatted(TRACE_ID, id, name);
  }

  static String span(int id, String name) {
    return "{\"traceId\":\"%s\",\"spanId\":\"%016x\",\"name\":\"%s\",\"kind\":2,\"startTimeUnixNano\":\"5000\"}"
        .formatted(TRACE_ID, id, name);
  }

  static String otlp(String spans) {
    return "{\"resourceSpans\":[" + group("shop", spans) + "]}";
  }

  static String group(String service, String spans) {
    return "{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\""
        + service
        + "\"}}]},\"scopeSpans\":[{\"scope\":{\"name\":\"lib\"},\"spans\":["
        + spans
        + "]}]}";
  }

  /** Several resources and scopes, headers before or behind their spans, or missing. */
  static String randomDocument(Random random) {
    List<String> groups = new ArrayList<>();
    int id = 1;
    for (int i = 0; i < 4; i++) {
      List<String> scopes = new ArrayList<>();
      for (int j = random.nextInt(4); j >= 0; j--) {
        List<String> spans = new ArrayList<>();
        for (int k = random.nextInt(700) + 200; k > 0; k--) {
          spans.add(span(id++, "n"));
        }
        scopes.add(
            inRandomOrder(
                random,
                "\"scope\":{\"name\":\"s" + j + "\",\"attributes\":[" + "{\"key\":\"k\"}]}",
                "\"spans\":[" + String.join(",", spans) + "]",
                "\"schemaUrl\":\"x\""));
      }
      groups.add(
          inRandomOrder(
              random,
              "\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"r"
                  + i
                  + "\"}}]}",
              "\"scopeSpans\":[" + String.join(",", scopes) + "]",
              "\"schemaUrl\":\"x\""));
    }
    return "{\"resourceSpans\":[" + String.join(",", groups) + "]}";
  }

  static String inRandomOrder(Random random, String header, String content, String url) {
    return switch (random.nextInt(4)) {
      case 0 -> "{" + content + "," + header + "}";
      case 1 -> "{" + content + "}";
      case 2 -> "{" + header + "," + content + "," + url + "}";
      default -> "{" + url + "," + header + "," + content + "}";
    };
  }

  static String pretty(String json) {
    return json.replace("{", "{\n  ").replace("}", "\n}").replace(",", ",\n  ");
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return packed.toByteArray();
  }

  static byte[] length(byte[] message) {
    return length(message.length);
  }

  static byte[] length(int length) {
    return ByteBuffer.allocate(4).putInt(length).array();
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
