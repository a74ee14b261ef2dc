package io.longpole.collector.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.RequestWalk;
import io.longpole.collector.wire.Walked;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the data points of metrics in OTLP/JSON by service; metrics are not kept.
 *
 * <p>O(bytes), streaming. Names and order of members are those of OTLP; unknown ones are passed
 * over.
 */
final class MetricsJson {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              // The message limit bounds all of these; depth is what could hurt.
              StreamReadConstraints.builder()
                  .maxNestingDepth(256)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonParser parser;
  private final Map<String, Long> pointsByService = new LinkedHashMap<>();
  private long points;
  private String service = "";

  private MetricsJson(JsonParser parser) {
    this.parser = parser;
  }

  static Walked walk(byte[] json) throws MalformedException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      return new MetricsJson(parser).request();
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      throw new MalformedException(
          message.lines().findFirst().orElse("no JSON"), "the metrics in JSON");
    }
  }

  private Walked request() throws IOException, MalformedException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedException("no JSON object", "the start");
    }
    members(name -> {
      if (name.equals("resourceMetrics")) {
        elements(this::resourceMetrics);
      } else {
        parser.skipChildren();
      }
    });
    if (parser.nextToken() != null) {
      throw new MalformedException("something follows the JSON object", "the end");
    }
    long total = pointsByService.values().stream().mapToLong(Long::longValue).sum();
    return new Walked(total, List.of(), pointsByService, Set.of(), 0);
  }

  private void resourceMetrics() throws IOException {
    service = "";
    points = 0;
    members(name -> {
      switch (name) {
        case "resource" -> members(this::resource);
        case "scopeMetrics" -> elements(() -> members(this::scopeMetrics));
        default -> parser.skipChildren();
      }
    });
    if (points > 0) {
      boolean known =
          pointsByService.size() < RequestWalk.MAX_SERVICES || pointsByService.containsKey(service);
      pointsByService.merge(known ? service : RequestWalk.OTHER_SERVICES, points, Long::sum);
    }
  }

  private void resource(String name) throws IOException {
    if (name.equals("attributes")) {
      elements(this::attribute);
    } else {
      parser.skipChildren();
    }
  }

  private void attribute() throws IOException {
    String[] keyAndText = {"", ""};
    members(name -> {
      switch (name) {
        case "key" -> keyAndText[0] = text();
        case "value" ->
            members(kind -> {
              if (kind.equals("stringValue")) {
                keyAndText[1] = text();
              } else {
                parser.skipChildren();
              }
            });
        default -> parser.skipChildren();
      }
    });
    if (keyAndText[0].equals("service.name")) {
      service = keyAndText[1];
    }
  }

  private void scopeMetrics(String name) throws IOException {
    if (name.equals("metrics")) {
      elements(() -> members(this::metric));
    } else {
      parser.skipChildren();
    }
  }

  private void metric(String name) throws IOException {
    switch (name) {
      case "gauge", "sum", "histogram", "exponentialHistogram", "summary" ->
          members(inner -> {
            if (inner.equals("dataPoints")) {
              elements(this::dataPoint);
            } else {
              parser.skipChildren();
            }
          });
      default -> parser.skipChildren();
    }
  }

  private void dataPoint() throws IOException {
    points++;
    parser.skipChildren();
  }

  private String text() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return "";
  }

  private interface Member {
    void named(String name) throws IOException;
  }

  private interface Element {
    void read() throws IOException;
  }

  /** The members of the object at hand; anything but an object is passed over. */
  private void members(Member member) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      member.named(name);
    }
  }

  private void elements(Element element) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      element.read();
    }
  }
}
