package io.longpole.collector.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads OTLP's JSON documents of any length from a parser and hands them on as requests of bounded
 * size.
 *
 * <p>The caller walks the root object and offers each of its fields; a document may hold traces,
 * logs and metrics at once. Not thread-safe.
 */
public final class OtlpJsonReader {

  /** After so many spans or log records a request is handed on. */
  public static final int RECORDS_PER_REQUEST = 512;

  private static final int MAX_NESTING = 64;

  /** Where the requests go. */
  public interface Requests {
    /** An {@code ExportTraceServiceRequest}. */
    void traces(byte[] request);

    /** An {@code ExportLogsServiceRequest}. */
    void logs(byte[] request);

    /** So many data points were passed over. */
    void metrics(long dataPoints);
  }

  private final JsonParser parser;
  private final JsonToProto traces;
  private final JsonToProto logs;
  private final Requests requests;

  public OtlpJsonReader(JsonParser parser, Tolerance counts, Requests requests) {
    this.parser = parser;
    this.traces = new JsonToProto(parser, counts, RECORDS_PER_REQUEST, requests::traces);
    this.logs = new JsonToProto(parser, counts, RECORDS_PER_REQUEST, requests::logs);
    this.requests = requests;
  }

  /**
   * Reads the value on which the parser stands, if it belongs to OTLP.
   *
   * @param name the name of the value in its document's root object
   * @return whether that is a field of OTLP; if not, the parser has not moved
   */
  public boolean field(String name) throws IOException, MalformedException {
    JsonShape.@Nullable Field field = JsonShape.TRACES.field(name);
    if (field != null) {
      traces.requestField(field);
      return true;
    }
    field = JsonShape.LOGS.field(name);
    if (field != null) {
      logs.requestField(field);
      return true;
    }
    if (JsonShape.METRICS.field(name) != null) {
      requests.metrics(dataPoints());
      return true;
    }
    return false;
  }

  /** Hands on what the document held and was not handed on yet. */
  public void endOfDocument() {
    traces.finish();
    logs.finish();
  }

  /** Passes over the value on which the parser stands. */
  public void skip() throws IOException, MalformedException {
    JsonToProto.skip(parser, MAX_NESTING);
  }

  /** Passes over metrics; counts the elements of all arrays called dataPoints. */
  private long dataPoints() throws IOException, MalformedException {
    long points = 0;
    int depth = 0;
    do {
      JsonToken token = parser.currentToken();
      if (token.isStructStart()) {
        depth++;
        JsonStreamContext context = parser.getParsingContext();
        if (context.getNestingDepth() > MAX_NESTING) {
          throw OtlpJson.malformed(
              "objects and arrays nested deeper than " + MAX_NESTING,
              parser.currentTokenLocation());
        }
        points += isDataPoint(context) ? 1 : 0;
      } else if (token.isStructEnd()) {
        depth--;
      }
    } while (depth > 0 && parser.nextToken() != null);
    return points;
  }

  private static boolean isDataPoint(JsonStreamContext context) {
    JsonStreamContext array = context.getParent();
    if (!context.inObject() || array == null || !array.inArray()) {
      return false;
    }
    JsonStreamContext holder = array.getParent();
    return holder != null && "dataPoints".equals(holder.getCurrentName());
  }
}
