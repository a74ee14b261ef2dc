package io.longpole.collector.file;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.OtlpJson;
import io.longpole.collector.wire.OtlpJsonReader;
import io.longpole.collector.wire.Tolerance;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads JSON documents of any of the known formats, one after another, until the stream ends.
 *
 * <p>White space between documents does not matter, so one document, several, and one a line are
 * read alike. Which format an object is in is told by the names of its members: {@code
 * resourceSpans} and its brothers are OTLP's; {@code spans} with {@code processes} a Jaeger trace;
 * {@code traceId} with {@code id} a Zipkin span; {@code data}, {@code result} and {@code trace},
 * and arrays, hold further documents. Bytes that are not UTF-8 become replacement characters.
 */
final class JsonTelemetry {

  /** Answers of query services wrap documents, but not deeper than this. */
  private static final int MAX_WRAPPING = 8;

  private final Delivery delivery;
  private final JsonParser parser;
  private final Tolerance counts = new Tolerance();
  private final OtlpJsonReader otlp;
  private final SpanBatch batch;

  JsonTelemetry(InputStream in, Delivery delivery) throws IOException {
    this.delivery = delivery;
    this.parser =
        OtlpJson.factory().createParser(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.otlp = new OtlpJsonReader(parser, counts, delivery);
    this.batch = new SpanBatch(delivery);
  }

  void read() throws IOException, UnreadableInputException {
    try {
      while (parser.nextToken() != null) {
        document(0);
        batch.flush();
      }
    } catch (JsonProcessingException e) {
      throw unreadable(OtlpJson.malformed(e));
    } catch (MalformedException e) {
      throw unreadable(e);
    }
    String warning = counts.warning();
    if (!warning.isEmpty()) {
      delivery.warn(warning);
    }
  }

  private void document(int wrapping) throws IOException, MalformedException {
    JsonLocation location = parser.currentTokenLocation();
    String place = "line " + location.getLineNr() + ", column " + location.getColumnNr();
    delivery.at(place);
    if (parser.currentToken() == JsonToken.START_ARRAY && wrapping < MAX_WRAPPING) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        document(wrapping + 1);
      }
    } else if (parser.currentToken() == JsonToken.START_OBJECT) {
      if (!object(wrapping)) {
        delivery.at(place);
        delivery.reject("an object that is none of the known formats", 0);
      }
    } else {
      throw new MalformedException("a value where telemetry is expected", place);
    }
  }

  /** Reads an object; says whether it was of a known format. */
  private boolean object(int wrapping) throws IOException, MalformedException {
    boolean known = false;
    JaegerTrace.Parts jaeger = new JaegerTrace.Parts();
    Map<String, Object> zipkin = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (otlp.field(name)) {
        known = true;
        continue;
      }
      switch (name) {
        case "data", "result", "trace" -> known |= wrapped(wrapping);
        case "spans" -> {
          jaeger.spans(JsonTree.read(parser));
          known = true;
        }
        case "processes" -> jaeger.processes(JsonTree.read(parser));
        case "traceID" -> jaeger.traceId(JsonTree.read(parser));
        case "traceId", "id", "parentId", "kind", "name", "timestamp", "duration" -> keep(zipkin);
        case "localEndpoint", "remoteEndpoint", "annotations", "tags" -> keep(zipkin);
        default -> otlp.skip();
      }
    }
    otlp.endOfDocument();
    if (!jaeger.isEmpty()) {
      jaeger.convert(delivery, batch);
    } else if (ZipkinSpan.isSpan(zipkin)) {
      ZipkinSpan.convert(zipkin, batch);
      known = true;
    }
    return known;
  }

  private boolean wrapped(int wrapping) throws IOException, MalformedException {
    if (!parser.currentToken().isStructStart() || wrapping >= MAX_WRAPPING) {
      otlp.skip();
      return false;
    }
    document(wrapping + 1);
    return true;
  }

  private void keep(Map<String, Object> members) throws IOException, MalformedException {
    String name = parser.currentName();
    Object value = JsonTree.read(parser);
    if (value != null) {
      members.put(name, value);
    }
  }

  private UnreadableInputException unreadable(MalformedException e) {
    return new UnreadableInputException(delivery.file(), e.place(), e.reason());
  }
}
