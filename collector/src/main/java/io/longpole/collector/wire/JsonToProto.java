package io.longpole.collector.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Turns the groups of one signal from JSON into protobuf, token by token.
 *
 * <p>Long documents can be handed on in parts: after every so many records a request is cut off and
 * what it held is forgotten, so memory does not grow with the document. A cut needs the resource
 * and scope of the records; where they stand behind the records, as JSON allows, the cut waits for
 * them, up to {@link #MAX_WAITING_BYTES}.
 *
 * <p>The recursion is bounded: attribute values nest at most 64 deep, all other messages by the
 * schema.
 */
final class JsonToProto {

  /** The most that is held while a resource is waited for. */
  static final int MAX_WAITING_BYTES = 64 << 20;

  /** Objects and arrays inside one another, outside of attribute values. */
  private static final int MAX_JSON_NESTING = 64;

  /** A value inside a value of a list: kvlistValue, values, its element, value. */
  private static final int LEVELS_OF_A_VALUE = 4;

  private static final int HEADER = 1;

  /** Of an open message: 0 is the request, 1 a resource's group, 2 a scope's group. */
  private static final int SCOPE_LEVEL = 2;

  private final JsonParser parser;
  private final JsonScalars scalars;
  private final ProtoWriter writer = new ProtoWriter();
  private final int cutAfter;
  private final Consumer<byte[]> requests;

  private int records;

  /**
   * Starts an empty request.
   *
   * @param cutAfter after how many records a request is handed on
   */
  JsonToProto(JsonParser parser, Tolerance counts, int cutAfter, Consumer<byte[]> requests) {
    this.parser = parser;
    this.scalars = new JsonScalars(parser, counts);
    this.cutAfter = cutAfter;
    this.requests = requests;
  }

  /** Reads the value on which the parser stands as a field of the request. */
  void requestField(JsonShape.Field field) throws IOException, MalformedException {
    field(field, 0);
  }

  /** Hands on what is left. */
  void finish() {
    if (records > 0) {
      requests.accept(writer.toBytes());
    }
    records = 0;
    writer.clear();
  }

  /** What was written since the last cut. */
  byte[] toBytes() {
    return writer.toBytes();
  }

  /** Passes over the value on which the parser stands. */
  static void skip(JsonParser parser, int maxNesting) throws IOException, MalformedException {
    int depth = 0;
    do {
      if (parser.currentToken().isStructStart()) {
        depth++;
        if (parser.getParsingContext().getNestingDepth() > maxNesting) {
          throw OtlpJson.malformed(
              "objects and arrays nested deeper than " + MAX_JSON_NESTING,
              parser.currentTokenLocation());
        }
      } else if (parser.currentToken().isStructEnd()) {
        depth--;
      }
    } while (depth > 0 && parser.nextToken() != null);
  }

  /** Reads the object on which the parser stands into the open message. */
  private void message(JsonShape shape, int nesting) throws IOException, MalformedException {
    int valueNesting = shape == JsonShape.ANY_VALUE ? nesting + 1 : nesting;
    if (valueNesting > WireCursor.MAX_NESTING) {
      throw OtlpJson.malformed(
          "attribute values nested deeper than " + WireCursor.MAX_NESTING,
          parser.currentTokenLocation());
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw scalars.bad("an object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      JsonShape.Field field = shape.field(parser.currentName());
      parser.nextToken();
      if (field == null) {
        skip(parser, MAX_JSON_NESTING + LEVELS_OF_A_VALUE * valueNesting);
      } else {
        field(field, valueNesting);
      }
    }
  }

  private void field(JsonShape.Field field, int nesting) throws IOException, MalformedException {
    writer.begin(field.number());
    if (parser.currentToken() != JsonToken.VALUE_NULL) {
      if (field.repeated()) {
        array(field, nesting);
      } else {
        value(field, nesting);
      }
    }
    writer.end(field.number());
  }

  private void array(JsonShape.Field field, int nesting) throws IOException, MalformedException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw scalars.bad("an array");
    }
    int level = writer.depth();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NULL) {
        value(field, nesting);
      } else if (field.message() == JsonShape.ANY_VALUE) {
        writer.open(field.number()); // keeps the places of the others
        writer.close();
      }
      if (level <= SCOPE_LEVEL && field.number() == elements(level)) {
        afterElement(level);
      }
    }
  }

  private void value(JsonShape.Field field, int nesting) throws IOException, MalformedException {
    int number = field.number();
    switch (field.type()) {
      case TEXT -> text(number);
      case BASE64 -> writer.bytes(number, scalars.base64());
      case TRACE_ID -> writer.bytes(number, scalars.id(16));
      case SPAN_ID -> writer.bytes(number, scalars.id(8));
      case FIXED64 -> writer.fixed64(number, scalars.unsigned64());
      case FIXED32 -> writer.fixed32(number, (int) scalars.unsigned32());
      case UINT32 -> writer.varint(number, scalars.unsigned32());
      case INT64 -> writer.varint(number, scalars.signed64());
      case DOUBLE -> writer.fixed64(number, Double.doubleToRawLongBits(scalars.number()));
      case BOOL -> writer.varint(number, scalars.flag() ? 1 : 0);
      case ENUM -> writer.varint(number, scalars.enumNumber(field));
      case MESSAGE -> {
        JsonShape shape = field.message();
        if (shape == null) {
          throw new IllegalStateException("field " + number + " has no shape");
        }
        writer.open(number);
        message(shape, nesting);
        writer.close();
      }
    }
  }

  private void text(int number) throws IOException, MalformedException {
    scalars.expectText();
    writer.text(number, parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
  }

  /** The field that holds resource groups, scope groups, records. */
  private static int elements(int level) {
    return level == 0 ? 1 : 2;
  }

  /** After a record, or the group of a scope or resource: cuts a request off if it is large. */
  private void afterElement(int level) throws MalformedException {
    if (level == SCOPE_LEVEL) {
      records++;
    }
    if (records < cutAfter) {
      return;
    }
    for (int group = 1; group <= level; group++) {
      if (!writer.holds(group, HEADER)) {
        if (writer.size() > MAX_WAITING_BYTES && cutAfter != Integer.MAX_VALUE) {
          throw OtlpJson.malformed(
              "more than 64 MiB of records before their resource and scope (put those first)",
              parser.currentTokenLocation());
        }
        return;
      }
    }
    requests.accept(writer.closed());
    records = 0;
    for (int group = level; group >= 0; group--) {
      writer.forget(group, elements(group));
    }
  }
}
