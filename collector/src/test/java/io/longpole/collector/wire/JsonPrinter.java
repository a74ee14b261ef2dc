package io.longpole.collector.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Prints messages as OTLP's JSON in any of the spellings it allows, chosen by a random source. */
final class JsonPrinter {

  private final Random random;

  /** Also writes ids in base64 and enums by name. */
  private final boolean generic;

  JsonPrinter(Random random, boolean generic) {
    this.random = random;
    this.generic = generic;
  }

  String print(Message message) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      if (random.nextBoolean()) {
        out.useDefaultPrettyPrinter();
      }
      message(out, message);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return text.toString();
  }

  private void message(JsonGenerator out, Message message) throws IOException {
    out.writeStartObject();
    List<Map.Entry<FieldDescriptor, Object>> fields =
        new ArrayList<>(message.getAllFields().entrySet());
    Collections.shuffle(fields, random);
    for (Map.Entry<FieldDescriptor, Object> field : fields) {
      if (random.nextInt(20) == 0) {
        unknown(out, 0);
      }
      if (random.nextInt(20) == 0) {
        out.writeNullField(field.getKey().getJsonName());
      }
      out.writeFieldName(field.getKey().getJsonName());
      if (field.getKey().isRepeated()) {
        out.writeStartArray();
        for (Object element : (List<?>) field.getValue()) {
          value(out, field.getKey(), element);
        }
        out.writeEndArray();
      } else {
        value(out, field.getKey(), field.getValue());
      }
    }
    out.writeEndObject();
  }

  private void unknown(JsonGenerator out, int depth) throws IOException {
    out.writeFieldName(random.nextBoolean() ? "trace_id" : "unheardOf");
    if (depth > 3) {
      out.writeNumber(1.5);
      return;
    }
    out.writeStartObject();
    out.writeStringField("name", "x");
    unknown(out, depth + 1);
    out.writeEndObject();
  }

  private void value(JsonGenerator out, FieldDescriptor field, Object value) throws IOException {
    switch (field.getType()) {
      case MESSAGE -> message(out, (Message) value);
      case STRING -> out.writeString((String) value);
      case BOOL -> out.writeBoolean((Boolean) value);
      case BYTES -> bytes(out, field.getName(), (ByteString) value);
      case ENUM -> enumValue(out, (EnumValueDescriptor) value);
      case DOUBLE -> number(out, (Double) value);
      case FIXED64 -> whole(out, Long.toUnsignedString((Long) value));
      case INT64 -> whole(out, value.toString());
      case FIXED32, UINT32 -> whole(out, Integer.toUnsignedString((Integer) value));
      default -> throw new AssertionError(field.getType());
    }
  }

  private void bytes(JsonGenerator out, String name, ByteString value) throws IOException {
    byte[] bytes = value.toByteArray();
    boolean id = name.endsWith("_id");
    boolean wellSized = bytes.length == 16 || bytes.length == 8;
    if (!id || (generic && wellSized && random.nextBoolean())) {
      Base64.Encoder encoder = Base64.getEncoder();
      out.writeString(
          (random.nextBoolean() ? encoder.withoutPadding() : encoder).encodeToString(bytes));
    } else {
      HexFormat hex = random.nextBoolean() ? HexFormat.of() : HexFormat.of().withUpperCase();
      out.writeString(hex.formatHex(bytes));
    }
  }

  private void enumValue(JsonGenerator out, EnumValueDescriptor value) throws IOException {
    if (generic && value.getIndex() >= 0 && random.nextBoolean()) {
      out.writeString(value.getName());
    } else {
      whole(out, Integer.toString(value.getNumber()));
    }
  }

  private void number(JsonGenerator out, double value) throws IOException {
    if (!Double.isFinite(value) || random.nextBoolean()) {
      out.writeString(Double.toString(value));
    } else {
      out.writeNumber(value);
    }
  }

  private void whole(JsonGenerator out, String digits) throws IOException {
    if (random.nextBoolean()) {
      out.writeString(digits);
    } else {
      out.writeNumber(digits);
    }
  }
}
