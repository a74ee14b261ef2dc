package io.longpole.collector.wire;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages of OTLP as their JSON form names them: which name is which field of which type.
 *
 * <p>Names are lowerCamelCase and nothing else, as the protocol says. Numbers are those of
 * opentelemetry-proto 1.11. What is not listed is unknown and passed over; that holds for all that
 * is inside of a metric but its number of data points, because metrics are only counted.
 */
final class JsonShape {

  /** How a field's value is written in JSON and on the wire. */
  enum Type {
    TEXT,
    BASE64,
    TRACE_ID,
    SPAN_ID,
    FIXED64,
    FIXED32,
    UINT32,
    INT64,
    DOUBLE,
    BOOL,
    ENUM,
    MESSAGE
  }

  /**
   * One field.
   *
   * @param enumNames the names of its values, in the order of their numbers; empty if no enum
   * @param message the shape of its value, for MESSAGE
   */
  record Field(
      int number,
      Type type,
      boolean repeated,
      Map<String, Integer> enumNames,
      @Nullable JsonShape message) {}

  static final JsonShape TRACES = new JsonShape();
  static final JsonShape LOGS = new JsonShape();
  static final JsonShape METRICS = new JsonShape();
  static final JsonShape ANY_VALUE = new JsonShape();

  private static final String[] SPAN_KINDS = {
    "UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"
  };
  private static final String[] STATUS_CODES = {"UNSET", "OK", "ERROR"};
  private static final String[] SEVERITIES = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};

  static {
    JsonShape keyValue =
        new JsonShape().with("key", 1, Type.TEXT).withMessage("value", 2, ANY_VALUE);
    ANY_VALUE
        .with("stringValue", 1, Type.TEXT)
        .with("boolValue", 2, Type.BOOL)
        .with("intValue", 3, Type.INT64)
        .with("doubleValue", 4, Type.DOUBLE)
        .withMessage("arrayValue", 5, new JsonShape().withMessages("values", 1, ANY_VALUE))
        .withMessage("kvlistValue", 6, new JsonShape().withMessages("values", 1, keyValue))
        .with("bytesValue", 7, Type.BASE64);
    JsonShape resource =
        new JsonShape()
            .withMessages("attributes", 1, keyValue)
            .with("droppedAttributesCount", 2, Type.UINT32);
    JsonShape scope =
        new JsonShape()
            .with("name", 1, Type.TEXT)
            .with("version", 2, Type.TEXT)
            .withMessages("attributes", 3, keyValue)
            .with("droppedAttributesCount", 4, Type.UINT32);
    request(TRACES, "Spans", grouped(scope, "spans", span(keyValue)), resource);
    request(LOGS, "Logs", grouped(scope, "logRecords", logRecord(keyValue)), resource);
    request(METRICS, "Metrics", grouped(scope, "metrics", metric()), resource);
  }

  private final Map<String, Field> fields = new HashMap<>();

  private JsonShape() {}

  /** The field of that name, or null if the schema has none. */
  @Nullable Field field(String name) {
    return fields.get(name);
  }

  private static void request(
      JsonShape request, String signal, JsonShape scopeGroup, JsonShape resource) {
    JsonShape resourceGroup =
        new JsonShape()
            .withMessage("resource", 1, resource)
            .withMessages("scope" + signal, 2, scopeGroup)
            .with("schemaUrl", 3, Type.TEXT);
    request.withMessages("resource" + signal, 1, resourceGroup);
  }

  private static JsonShape grouped(JsonShape scope, String records, JsonShape shape) {
    return new JsonShape()
        .withMessage("scope", 1, scope)
        .withMessages(records, 2, shape)
        .with("schemaUrl", 3, Type.TEXT);
  }

  private static JsonShape span(JsonShape keyValue) {
    JsonShape event =
        new JsonShape()
            .with("timeUnixNano", 1, Type.FIXED64)
            .with("name", 2, Type.TEXT)
            .withMessages("attributes", 3, keyValue)
            .with("droppedAttributesCount", 4, Type.UINT32);
    JsonShape link =
        new JsonShape()
            .with("traceId", 1, Type.TRACE_ID)
            .with("spanId", 2, Type.SPAN_ID)
            .with("traceState", 3, Type.TEXT)
            .withMessages("attributes", 4, keyValue)
            .with("droppedAttributesCount", 5, Type.UINT32)
            .with("flags", 6, Type.FIXED32);
    JsonShape status =
        new JsonShape()
            .with("message", 2, Type.TEXT)
            .withEnum("code", 3, names("STATUS_CODE_", STATUS_CODES));
    return new JsonShape()
        .with("traceId", 1, Type.TRACE_ID)
        .with("spanId", 2, Type.SPAN_ID)
        .with("traceState", 3, Type.TEXT)
        .with("parentSpanId", 4, Type.SPAN_ID)
        .with("name", 5, Type.TEXT)
        .withEnum("kind", 6, names("SPAN_KIND_", SPAN_KINDS))
        .with("startTimeUnixNano", 7, Type.FIXED64)
        .with("endTimeUnixNano", 8, Type.FIXED64)
        .withMessages("attributes", 9, keyValue)
        .with("droppedAttributesCount", 10, Type.UINT32)
        .withMessages("events", 11, event)
        .with("droppedEventsCount", 12, Type.UINT32)
        .withMessages("links", 13, link)
        .with("droppedLinksCount", 14, Type.UINT32)
        .withMessage("status", 15, status)
        .with("flags", 16, Type.FIXED32);
  }

  private static JsonShape logRecord(JsonShape keyValue) {
    return new JsonShape()
        .with("timeUnixNano", 1, Type.FIXED64)
        .withEnum("severityNumber", 2, severityNames())
        .with("severityText", 3, Type.TEXT)
        .withMessage("body", 5, ANY_VALUE)
        .withMessages("attributes", 6, keyValue)
        .with("droppedAttributesCount", 7, Type.UINT32)
        .with("flags", 8, Type.FIXED32)
        .with("traceId", 9, Type.TRACE_ID)
        .with("spanId", 10, Type.SPAN_ID)
        .with("observedTimeUnixNano", 11, Type.FIXED64)
        .with("eventName", 12, Type.TEXT);
  }

  private static JsonShape metric() {
    JsonShape points = new JsonShape().withMessages("dataPoints", 1, new JsonShape());
    return new JsonShape()
        .with("name", 1, Type.TEXT)
        .withMessage("gauge", 5, points)
        .withMessage("sum", 7, points)
        .withMessage("histogram", 9, points)
        .withMessage("exponentialHistogram", 10, points)
        .withMessage("summary", 11, points);
  }

  private static Map<String, Integer> names(String prefix, String[] names) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      numbers.put(prefix + names[i], i);
    }
    return Map.copyOf(numbers);
  }

  /** SEVERITY_NUMBER_TRACE is 1, TRACE2 is 2, … FATAL4 is 24. */
  private static Map<String, Integer> severityNames() {
    Map<String, Integer> numbers = new HashMap<>();
    numbers.put("SEVERITY_NUMBER_UNSPECIFIED", 0);
    for (int i = 0; i < 24; i++) {
      String step = i % 4 == 0 ? "" : Integer.toString(i % 4 + 1);
      numbers.put("SEVERITY_NUMBER_" + SEVERITIES[i / 4] + step, i + 1);
    }
    return Map.copyOf(numbers);
  }

  private JsonShape with(String name, int number, Type type) {
    fields.put(name, new Field(number, type, false, Map.of(), null));
    return this;
  }

  private JsonShape withEnum(String name, int number, Map<String, Integer> names) {
    fields.put(name, new Field(number, Type.ENUM, false, names, null));
    return this;
  }

  private JsonShape withMessage(String name, int number, JsonShape message) {
    fields.put(name, new Field(number, Type.MESSAGE, false, Map.of(), message));
    return this;
  }

  private JsonShape withMessages(String name, int number, JsonShape message) {
    fields.put(name, new Field(number, Type.MESSAGE, true, Map.of(), message));
    return this;
  }
}
