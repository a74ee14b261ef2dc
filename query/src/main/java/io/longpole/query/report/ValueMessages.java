package io.longpole.query.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.longpole.analyzer.model.Attributes;
import io.longpole.proto.query.v1.Attribute;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Attributes as messages of the query API: type and text; arrays and maps are JSON. */
final class ValueMessages {

  private static final JsonFactory FACTORY = new JsonFactory();

  private ValueMessages() {}

  static List<Attribute> of(Attributes attributes) {
    List<Attribute> messages = new ArrayList<>(attributes.size());
    for (int i = 0; i < attributes.size(); i++) {
      Object value = attributes.value(i);
      messages.add(
          Attribute.newBuilder()
              .setKey(WellFormed.of(attributes.key(i)))
              .setType(type(value))
              .setValue(text(value))
              .build());
    }
    return messages;
  }

  private static String type(Object value) {
    return switch (value) {
      case Long number -> "int";
      case Double number -> "double";
      case Boolean flag -> "bool";
      case List<?> list -> "array";
      case Attributes map -> "map";
      case Attributes.Bytes bytes -> "bytes";
      default -> "string";
    };
  }

  private static String text(Object value) {
    if (!(value instanceof List<?>) && !(value instanceof Attributes)) {
      return WellFormed.of(value.toString());
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(value, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter does not fail
    }
    return text.toString();
  }

  /** Nesting is bounded by the receiver. */
  private static void write(Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case List<?> list -> {
        json.writeStartArray();
        for (Object element : list) {
          write(element, json);
        }
        json.writeEndArray();
      }
      case Attributes map -> {
        json.writeStartObject();
        for (int i = 0; i < map.size(); i++) {
          json.writeFieldName(WellFormed.of(map.key(i)));
          write(map.value(i), json);
        }
        json.writeEndObject();
      }
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      default -> json.writeString(WellFormed.of(value.toString()));
    }
  }
}
