package io.longpole.query.whatif;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.path.Change;
import io.longpole.analyzer.whatif.Scenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads scenarios, one JSON object a line; empty lines and members that are not known are passed
 * over.
 *
 * <pre>{@code
 * {"id": "1", "traceId": "4bf92f…", "spanIds": ["00f0…"], "change": "scale", "factor": 0.5}
 * {"id": "2", "service": "shop", "operation": "GET /checkout", "change": "parallelise", "limit": 4}
 * }</pre>
 */
public final class ScenarioLines {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final String CHANGES = "scale, remove, batch, parallelise or no-retries";

  private ScenarioLines() {}

  /**
   * Reads all lines.
   *
   * @param file its name, for the message
   * @throws BadScenarioException at the first line that is no scenario
   */
  public static List<Scenario> read(String file, Reader text)
      throws IOException, BadScenarioException {
    List<Scenario> scenarios = new ArrayList<>();
    BufferedReader lines = new BufferedReader(text);
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      String content = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
      if (!content.isBlank()) {
        try {
          scenarios.add(scenario(members(content), number));
        } catch (IllegalArgumentException e) {
          throw new BadScenarioException(file, number, String.valueOf(e.getMessage()));
        }
      }
    }
    return scenarios;
  }

  private static Scenario scenario(Map<String, Object> members, int line) {
    Object id = members.getOrDefault("id", String.valueOf(line));
    if (!(id instanceof String || id instanceof Long || id instanceof Double)) {
      throw new IllegalArgumentException("\"id\" must be a text");
    }
    return new Scenario(id.toString(), selection(members), alteration(members));
  }

  private static Scenario.Selection selection(Map<String, Object> members) {
    boolean byTrace = members.containsKey("traceId") || members.containsKey("spanIds");
    boolean byName = members.containsKey("service") || members.containsKey("operation");
    if (byTrace && byName) {
      throw new IllegalArgumentException(
          "name either \"traceId\" and \"spanIds\" or \"service\" and \"operation\", not both");
    }
    if (!byTrace && !byName) {
      throw new IllegalArgumentException(
          "which spans? \"traceId\" and \"spanIds\", or \"service\" and \"operation\", are missing");
    }
    if (byName) {
      return new Scenario.Operation(text(members, "service"), text(members, "operation"));
    }
    TraceId traceId = hex("traceId", text(members, "traceId"), TraceId::parse);
    if (!(members.get("spanIds") instanceof List<?> ids) || ids.isEmpty()) {
      throw new IllegalArgumentException("\"spanIds\" must be a list of at least one span id");
    }
    List<Long> spanIds = new ArrayList<>();
    for (Object spanId : ids) {
      if (!(spanId instanceof String id)) {
        throw new IllegalArgumentException("\"spanIds\" must hold texts of hex digits");
      }
      spanIds.add(hex("spanIds", id, SpanId::parse));
    }
    return new Scenario.Spans(traceId, spanIds);
  }

  private interface Parse<T> {
    T of(String text);
  }

  private static <T> T hex(String name, String text, Parse<T> parse) {
    try {
      return parse.of(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"" + name + "\": " + e.getMessage(), e);
    }
  }

  private static Scenario.Alteration alteration(Map<String, Object> members) {
    String change = text(members, "change");
    return switch (change) {
      case "scale" -> new Scenario.Scale(number(members, "factor"), flag(members, "subtree"));
      case "remove" -> new Scenario.Remove();
      case "batch" -> new Scenario.Batch();
      case "parallelise" -> new Scenario.Parallelise(limit(members));
      case "no-retries" -> new Scenario.NoRetries();
      default ->
          throw new IllegalArgumentException("\"change\": \"" + change + "\" is not " + CHANGES);
    };
  }

  private static String text(Map<String, Object> members, String name) {
    Object value = members.get(name);
    if (value == null) {
      throw new IllegalArgumentException("\"" + name + "\" is missing");
    }
    if (!(value instanceof String text)) {
      throw new IllegalArgumentException("\"" + name + "\" must be a text");
    }
    return text;
  }

  private static double number(Map<String, Object> members, String name) {
    Object value = members.get(name);
    if (value == null) {
      throw new IllegalArgumentException("\"" + name + "\" is missing");
    }
    if (!(value instanceof Number number)) {
      throw new IllegalArgumentException("\"" + name + "\" must be a number");
    }
    return number.doubleValue();
  }

  private static boolean flag(Map<String, Object> members, String name) {
    Object value = members.getOrDefault(name, false);
    if (!(value instanceof Boolean flag)) {
      throw new IllegalArgumentException("\"" + name + "\" must be true or false");
    }
    return flag;
  }

  private static int limit(Map<String, Object> members) {
    if (!members.containsKey("limit")) {
      return Change.Parallelise.UNLIMITED;
    }
    double limit = number(members, "limit");
    if (limit < 1 || limit != Math.rint(limit)) {
      throw new IllegalArgumentException("\"limit\" must be a whole number from 1 on");
    }
    return (int) Math.min(limit, Change.Parallelise.UNLIMITED);
  }

  /** The members of the one object in a text; those of null are left out. */
  private static Map<String, Object> members(String text) {
    try (JsonParser json = FACTORY.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("not a JSON object");
      }
      Map<String, Object> members = new LinkedHashMap<>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        Object value = value(json);
        if (value != null) {
          members.put(name, value);
        }
      }
      if (json.nextToken() != null) {
        throw new IllegalArgumentException("more than one JSON object on the line");
      }
      return members;
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
    }
  }

  private static @Nullable Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numberOf(json);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case START_ARRAY -> list(json);
      case START_OBJECT -> {
        json.skipChildren();
        yield Map.of();
      }
      default -> null;
    };
  }

  private static Object numberOf(JsonParser json) throws IOException {
    return json.getNumberType() == JsonParser.NumberType.INT
            || json.getNumberType() == JsonParser.NumberType.LONG
        ? (Object) json.getLongValue()
        : (Object) json.getDoubleValue();
  }

  private static List<Object> list(JsonParser json) throws IOException {
    List<Object> list = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Object value = value(json);
      list.add(value == null ? Map.of() : value);
    }
    return list;
  }
}
