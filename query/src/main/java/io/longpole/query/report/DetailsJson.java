package io.longpole.query.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The details of a finding as a JSON object, in their order. */
final class DetailsJson {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final String NANOS = "Nanos";

  private DetailsJson() {}

  /** Values are String, Long, Integer, Double, Boolean, List or Map of these. */
  static String of(Map<String, ?> details) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.setCharacterEscapes(new SafeEscapes());
      value(details, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter does not fail
    }
    return text.toString();
  }

  /**
   * The same for people: "attempts 3, wasted 260 ms, succeeded true". A text that is no JSON object
   * is returned as it is.
   */
  static String readable(String details) {
    List<String> parts = new ArrayList<>();
    try (JsonParser json = FACTORY.createParser(details)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return details;
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken token = json.nextToken();
        if (name.endsWith(NANOS) && token == JsonToken.VALUE_NUMBER_INT) {
          String label = name.substring(0, name.length() - NANOS.length());
          parts.add(label + " " + Human.duration(json.getLongValue()));
        } else {
          parts.add(name + " " + plain(json));
        }
      }
    } catch (IOException e) {
      return details;
    }
    return String.join(", ", parts);
  }

  /** The text of that name in the details; empty if there is none. */
  static Optional<String> text(String details, String wanted) {
    try (JsonParser json = FACTORY.createParser(details)) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
          JsonToken token = json.nextToken();
          if (name.equals(wanted) && token == JsonToken.VALUE_STRING) {
            return Optional.of(json.getText());
          }
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      return Optional.empty(); // details are whole JSON or none
    }
    return Optional.empty();
  }

  /** The current value: a scalar as text, a list or object with its parts behind "; ". */
  private static String plain(JsonParser json) throws IOException {
    if (json.currentToken().isScalarValue()) {
      return json.getText();
    }
    List<String> parts = new ArrayList<>();
    int depth = 1;
    while (depth > 0) {
      JsonToken next = json.nextToken();
      if (next == null) {
        break;
      }
      depth += next.isStructStart() ? 1 : next.isStructEnd() ? -1 : 0;
      if (next.isScalarValue()) {
        parts.add(json.getText());
      }
    }
    return "(" + String.join("; ", parts) + ")";
  }

  private static void value(Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          json.writeFieldName(WellFormed.of(String.valueOf(entry.getKey())));
          value(entry.getValue(), json);
        }
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        for (Object element : list) {
          value(element, json);
        }
        json.writeEndArray();
      }
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      default -> json.writeString(WellFormed.of(value.toString()));
    }
  }
}
