package io.longpole.analyzer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.TraceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Reads the shared case files where they are present: in the folder {@code LONGPOLE_SHARED} (system
 * property or environment), else in {@code ../shared} or {@code ../../shared}.
 */
public final class CaseFiles {

  private static final ObjectMapper JSON = new ObjectMapper();

  private CaseFiles() {}

  /** A file or folder under the shared data; the test is skipped, with a line, if it is absent. */
  public static Path data(String path) {
    String named = System.getProperty("LONGPOLE_SHARED", System.getenv("LONGPOLE_SHARED"));
    Path found =
        (named == null ? Stream.of("../../shared", "../shared") : Stream.of(named))
            .map(folder -> Path.of(folder, "data", path))
            .filter(Files::exists)
            .findFirst()
            .orElse(null);
    if (found == null) {
      String message = "skipped: shared data " + path + " is absent (LONGPOLE_SHARED)";
      System.out.println(message);
      Assumptions.abort(message);
      throw new AssertionError(message);
    }
    return found;
  }

  /** A file under the shared data as JSON. */
  public static JsonNode json(String path) {
    try {
      return JSON.readTree(Files.readAllBytes(data(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The spans of a case, as one trace. */
  public static List<Span> spans(JsonNode testCase, long unitNanos) {
    List<Span> spans = new ArrayList<>();
    for (JsonNode node : testCase.path("spans")) {
      spans.add(span(node, unitNanos));
    }
    return spans;
  }

  /** The nanoseconds of a case file's unit. */
  public static long unitNanos(JsonNode file) {
    return switch (file.path("unit").asText()) {
      case "ns" -> 1;
      case "us" -> 1_000;
      case "ms" -> 1_000_000;
      default -> throw new IllegalArgumentException("unit=" + file.path("unit"));
    };
  }

  /** One span of a case, also without times. */
  public static Span span(JsonNode node, long unitNanos) {
    Attributes.Builder resource = new Attributes.Builder(2);
    resource.put("service.name", node.path("service").asText("case"));
    if (!node.path("host").asText("").isEmpty()) {
      resource.put("host.name", node.path("host").asText());
    }
    Attributes.Builder attributes = new Attributes.Builder(4);
    node.path("attributes")
        .properties()
        .forEach(entry ->
            attributes.put(
                entry.getKey(),
                entry.getValue().isIntegralNumber()
                    ? (Object) entry.getValue().asLong()
                    : entry.getValue().asText()));
    String kind = node.path("kind").asText("unspecified").toUpperCase(Locale.ROOT);
    String status = node.path("status").asText("unset").toUpperCase(Locale.ROOT);
    return Span.builder(TraceFixture.TRACE_ID, id(node.path("id").asText()))
        .parent(node.has("parent") ? id(node.path("parent").asText()) : 0)
        .name(node.path("name").asText(node.path("id").asText()))
        .kind(SpanKind.valueOf(kind))
        .status(StatusCode.valueOf(status), "")
        .times(node.path("start").asLong() * unitNanos, node.path("end").asLong() * unitNanos)
        .attributes(attributes.build())
        .resource(new Resource(resource.build()))
        .build();
  }

  /** The id of a case as a number in the same order: its bytes, or the hex number of 16 digits. */
  public static long id(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 8) {
      return TraceId.parse(text).low();
    }
    long id = 0;
    for (int i = 0; i < 8; i++) {
      id = id << 8 | (i < bytes.length ? bytes[i] & 0xFF : 0);
    }
    return id;
  }
}
