package io.longpole.collector.wire;

import io.longpole.analyzer.model.Attributes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes texts and attribute values, sharing texts and whole attributes that repeat.
 *
 * <p>Attribute names and most values of telemetry come again and again; a shared one costs a hash
 * and a comparison in place of a new String, and an attribute whose bytes came before one for name
 * and value together. Reads from the cursor it is given; not thread-safe.
 */
final class ValueDecoder {

  private static final int TEXT_SLOTS = 1 << 15;
  private static final int MAX_SHARED_TEXT = 256;
  private static final int ATTRIBUTE_SLOTS = 1 << 14;

  // KeyValue, AnyValue, ArrayValue and KeyValueList of opentelemetry/proto/common/v1/common.proto
  private static final int KEY = (1 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int VALUE = (2 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int STRING_VALUE = (1 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int BOOL_VALUE = (2 << 3) | WireCursor.VARINT;
  private static final int INT_VALUE = (3 << 3) | WireCursor.VARINT;
  private static final int DOUBLE_VALUE = (4 << 3) | WireCursor.FIXED64;
  private static final int ARRAY_VALUE = (5 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int LIST_VALUE = (6 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int BYTES_VALUE = (7 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int VALUES = (1 << 3) | WireCursor.LENGTH_DELIMITED;

  /** A name and its value: a text, number or truth value. */
  private record Attribute(String key, Object value) {}

  private final BytesCache<String> texts = new BytesCache<>(TEXT_SLOTS, MAX_SHARED_TEXT);
  private final BytesCache<Attribute> attributes =
      new BytesCache<>(ATTRIBUTE_SLOTS, MAX_SHARED_TEXT);
  private final WireCursor cursor;

  ValueDecoder(WireCursor cursor) {
    this.cursor = cursor;
  }

  /** Reads a length and the text of that length; bytes that are not UTF-8 become U+FFFD. */
  String text(int end) throws MalformedException {
    int textEnd = cursor.delimited(end);
    int start = cursor.position;
    int length = textEnd - start;
    cursor.position = textEnd;
    if (length == 0) {
      return "";
    }
    if (length > MAX_SHARED_TEXT) {
      return new String(cursor.bytes, start, length, StandardCharsets.UTF_8);
    }
    int hash = BytesCache.hash(cursor.bytes, start, length);
    String known = texts.find(cursor.bytes, start, length, hash);
    if (known != null) {
      return known;
    }
    String made = new String(cursor.bytes, start, length, StandardCharsets.UTF_8);
    texts.offer(cursor.bytes, start, length, hash, made);
    return made;
  }

  /** Reads one KeyValue, length first, into the builder. A value that is not set is empty text. */
  void attribute(int end, Attributes.Builder into) throws MalformedException {
    int attributeEnd = cursor.delimited(end);
    Attribute read = shared(attributeEnd);
    into.put(read.key, read.value);
  }

  private Attribute shared(int end) throws MalformedException {
    int start = cursor.position;
    int length = end - start;
    if (length > MAX_SHARED_TEXT) {
      return attribute(end, 1);
    }
    int hash = BytesCache.hash(cursor.bytes, start, length);
    Attribute known = attributes.find(cursor.bytes, start, length, hash);
    if (known != null) {
      cursor.position = end;
      return known;
    }
    Attribute made = attribute(end, 1);
    if (isScalar(made.value)) {
      attributes.offer(cursor.bytes, start, length, hash, made);
    }
    return made;
  }

  private static boolean isScalar(Object value) {
    return !(value instanceof List
        || value instanceof Attributes
        || value instanceof Attributes.Bytes);
  }

  /** Reads one AnyValue, length first. */
  Object value(int end) throws MalformedException {
    return value(end, 1);
  }

  private Attribute attribute(int end, int depth) throws MalformedException {
    String key = "";
    Object value = "";
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      if (tag == KEY) {
        key = text(end);
      } else if (tag == VALUE) {
        value = value(end, depth);
      } else {
        cursor.skip(tag, end);
      }
    }
    return new Attribute(key, value);
  }

  private Object value(int end, int depth) throws MalformedException {
    int valueEnd = cursor.delimited(end);
    Object value = "";
    while (cursor.position < valueEnd) {
      int tag = cursor.tag(valueEnd);
      if (tag == STRING_VALUE) {
        value = text(valueEnd);
      } else {
        value = otherValue(tag, valueEnd, depth, value);
      }
    }
    return value;
  }

  /** Apart from {@link #value} because most values are texts: so the compiler inlines those. */
  private Object otherValue(int tag, int end, int depth, Object before) throws MalformedException {
    return switch (tag) {
      case BOOL_VALUE -> cursor.varint64(end) != 0;
      case INT_VALUE -> cursor.varint64(end);
      case DOUBLE_VALUE -> Double.longBitsToDouble(cursor.fixed64(end));
      case ARRAY_VALUE -> array(end, deeper(depth));
      case LIST_VALUE -> list(end, deeper(depth));
      case BYTES_VALUE -> bytes(end);
      default -> {
        cursor.skip(tag, end);
        yield before;
      }
    };
  }

  private int deeper(int depth) throws MalformedException {
    if (depth == WireCursor.MAX_NESTING) {
      throw MalformedException.atByte(
          "attribute values nested deeper than " + WireCursor.MAX_NESTING, cursor.position);
    }
    return depth + 1;
  }

  private List<Object> array(int end, int depth) throws MalformedException {
    int arrayEnd = cursor.delimited(end);
    List<Object> values = new ArrayList<>();
    while (cursor.position < arrayEnd) {
      int tag = cursor.tag(arrayEnd);
      if (tag == VALUES) {
        values.add(value(arrayEnd, depth));
      } else {
        cursor.skip(tag, arrayEnd);
      }
    }
    return Collections.unmodifiableList(values);
  }

  private Attributes list(int end, int depth) throws MalformedException {
    int listEnd = cursor.delimited(end);
    Attributes.@Nullable Builder values = null;
    while (cursor.position < listEnd) {
      int tag = cursor.tag(listEnd);
      if (tag == VALUES) {
        if (values == null) {
          values = new Attributes.Builder(4);
        }
        Attribute read = attribute(cursor.delimited(listEnd), depth);
        values.put(read.key, read.value);
      } else {
        cursor.skip(tag, listEnd);
      }
    }
    return values == null ? Attributes.EMPTY : values.build();
  }

  private Attributes.Bytes bytes(int end) throws MalformedException {
    int bytesEnd = cursor.delimited(end);
    byte[] copy = Arrays.copyOfRange(cursor.bytes, cursor.position, bytesEnd);
    cursor.position = bytesEnd;
    return new Attributes.Bytes(copy);
  }
}
