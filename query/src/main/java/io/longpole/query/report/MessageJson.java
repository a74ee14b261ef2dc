package io.longpole.query.report;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes any message of the query API as JSON, the same bytes for the same message.
 *
 * <p>Members are in the order of the .proto file, in camel case, lists and plain values always
 * there, absent messages and optional values left out. {@code fixed64} is a time since the epoch
 * and becomes a decimal string, {@code int64} a number; a field named {@code …_json} is embedded as
 * the JSON that it holds, under the name without that end. The members of the outermost object and
 * the elements of its lists stand on a line each. Control characters are escaped, those beyond
 * ASCII too, so that the output is safe on a terminal.
 */
public final class MessageJson {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final String JSON_SUFFIX = "_json";

  private MessageJson() {}

  /** Writes the message and a line feed. Does not close the stream. */
  public static void write(Message message, OutputStream out) throws IOException {
    try (JsonGenerator json = generator(out)) {
      json.writeStartObject();
      members(message, json);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  static JsonGenerator generator(OutputStream out) throws IOException {
    JsonGenerator json = FACTORY.createGenerator(out, JsonEncoding.UTF8);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setCharacterEscapes(new SafeEscapes());
    json.setPrettyPrinter(new LinePrinter());
    return json;
  }

  /** Writes a message as an object inside of a document. */
  static void object(Message message, JsonGenerator json) throws IOException {
    json.writeStartObject();
    members(message, json);
    json.writeEndObject();
  }

  /** Writes the members of a message into the object that is open. */
  static void members(Message message, JsonGenerator json) throws IOException {
    members(message, json, 1);
  }

  /** The same without the members whose field number is lower than that. */
  static void members(Message message, JsonGenerator json, int firstNumber) throws IOException {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.getNumber() < firstNumber) {
        continue;
      }
      if (field.isRepeated()) {
        json.writeFieldName(field.getJsonName());
        json.writeStartArray();
        for (Object value : (List<?>) message.getField(field)) {
          value(field, value, json);
        }
        json.writeEndArray();
      } else if (!field.hasPresence() || message.hasField(field)) {
        if (field.getName().endsWith(JSON_SUFFIX)) {
          embedded(field, (String) message.getField(field), json);
        } else {
          json.writeFieldName(field.getJsonName());
          value(field, message.getField(field), json);
        }
      }
    }
  }

  private static void embedded(FieldDescriptor field, String text, JsonGenerator json)
      throws IOException {
    String name = field.getJsonName();
    json.writeFieldName(name.substring(0, name.length() - JSON_SUFFIX.length() + 1));
    json.writeRawValue(text.isEmpty() ? "{}" : text);
  }

  private static void value(FieldDescriptor field, Object value, JsonGenerator json)
      throws IOException {
    switch (field.getType()) {
      case FIXED64, SFIXED64, UINT64 -> json.writeString(Long.toUnsignedString((Long) value));
      case INT64, SINT64 -> json.writeNumber((Long) value);
      case INT32, SINT32, UINT32, FIXED32, SFIXED32 -> json.writeNumber((Integer) value);
      case DOUBLE -> json.writeNumber((Double) value);
      case FLOAT -> json.writeNumber((Float) value);
      case BOOL -> json.writeBoolean((Boolean) value);
      case BYTES -> json.writeBinary(((ByteString) value).toByteArray());
      case MESSAGE, GROUP -> object((Message) value, json);
      case STRING, ENUM -> json.writeString(WellFormed.of(value.toString()));
    }
  }
}
