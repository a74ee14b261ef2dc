package io.longpole.collector.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Turns export requests from OTLP's JSON into its protobuf.
 *
 * <p>Ids are hex, enums numbers, names lowerCamelCase, 64-bit numbers texts or numbers without
 * loss, unknown fields ignored, the last of repeated keys wins. Ids in base64 and enums by name are
 * taken too and counted. An id that is neither hex nor base64 makes its span bad, not the request.
 * Text that is not UTF-8 gets replacement characters. Thread-safe.
 */
public final class OtlpJson {

  private static final int MAX_NAME_LENGTH = 1 << 20;
  private static final int MAX_TEXT_LENGTH = 64 << 20;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(MAX_TEXT_LENGTH)
                  .maxNameLength(MAX_NAME_LENGTH)
                  .build())
          .build();

  private OtlpJson() {}

  /** The protobuf of an {@code ExportTraceServiceRequest}. */
  public static byte[] tracesToProtobuf(byte[] json, Tolerance counts) throws MalformedException {
    return toProtobuf(json, JsonShape.TRACES, counts);
  }

  /** The protobuf of an {@code ExportLogsServiceRequest}. */
  public static byte[] logsToProtobuf(byte[] json, Tolerance counts) throws MalformedException {
    return toProtobuf(json, JsonShape.LOGS, counts);
  }

  /**
   * The protobuf of an {@code ExportMetricsServiceRequest} without the content of its data points:
   * enough to count them by service.
   */
  public static byte[] metricsToProtobuf(byte[] json, Tolerance counts) throws MalformedException {
    return toProtobuf(json, JsonShape.METRICS, counts);
  }

  /** The factory of parsers with the limits that hold for JSON from outside. */
  public static JsonFactory factory() {
    return FACTORY;
  }

  /** What a parser's exception says, in one line. */
  public static MalformedException malformed(JsonProcessingException e) {
    String reason = Objects.requireNonNullElse(e.getOriginalMessage(), "no JSON");
    for (String end :
        new String[] {
          "\n", " (start marker", " (not recognized", ": maybe a (", ": was expecting"
        }) {
      int cut = reason.indexOf(end);
      reason = cut < 0 ? reason : reason.substring(0, cut);
    }
    JsonLocation location = e.getLocation();
    return location == null
        ? new MalformedException("not JSON: " + reason, "an unknown place")
        : malformed("not JSON: " + reason, location);
  }

  static MalformedException malformed(String reason, JsonLocation location) {
    return new MalformedException(
        reason, "line " + location.getLineNr() + ", column " + location.getColumnNr());
  }

  private static byte[] toProtobuf(byte[] json, JsonShape shape, Tolerance counts)
      throws MalformedException {
    byte[] text = isUtf8(json) ? json : withReplacements(json);
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToProto request = new JsonToProto(parser, counts, Integer.MAX_VALUE, bytes -> {});
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("no JSON object", parser.currentTokenLocation());
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        JsonShape.Field field = shape.field(parser.currentName());
        parser.nextToken();
        if (field == null) {
          JsonToProto.skip(parser, WireCursor.MAX_NESTING);
        } else {
          request.requestField(field);
        }
      }
      if (parser.nextToken() != null) {
        throw malformed("more than one JSON document", parser.currentTokenLocation());
      }
      return request.toBytes();
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException e) { // the array is no file: this is the parser on strange encodings
      throw new MalformedException("not JSON: " + e.getMessage(), "an unknown place");
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(1 << 12);
    CoderResult result;
    do {
      out.clear();
      result = decoder.decode(in, out, true);
    } while (result.isOverflow());
    return !result.isError();
  }

  private static byte[] withReplacements(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
  }
}
