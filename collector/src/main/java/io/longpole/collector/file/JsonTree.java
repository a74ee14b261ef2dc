package io.longpole.collector.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.longpole.collector.wire.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON value into maps, lists, texts, numbers (Long, Double) and booleans.
 *
 * <p>For the small objects of Jaeger and Zipkin, whose fields may come in any order. Members that
 * are null are left out; of repeated keys the last wins.
 */
final class JsonTree {

  private static final int MAX_NESTING = 64;

  private JsonTree() {}

  /** The value on which the parser stands; null for null. */
  static @Nullable Object read(JsonParser parser) throws IOException, MalformedException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? parser.getText()
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, Object> object(JsonParser parser)
      throws IOException, MalformedException {
    checkNesting(parser);
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      Object value = read(parser);
      if (value == null) {
        members.remove(name);
      } else {
        members.put(name, value);
      }
    }
    return members;
  }

  private static List<Object> array(JsonParser parser) throws IOException, MalformedException {
    checkNesting(parser);
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = read(parser);
      if (value != null) {
        elements.add(value);
      }
    }
    return elements;
  }

  private static void checkNesting(JsonParser parser) throws MalformedException {
    if (parser.getParsingContext().getNestingDepth() > MAX_NESTING) {
      throw new MalformedException(
          "objects and arrays nested deeper than " + MAX_NESTING,
          "line " + parser.currentTokenLocation().getLineNr());
    }
  }

  /** The member if it is a text that is not empty, else the empty text. */
  static String text(Map<?, ?> object, String name) {
    return object.get(name) instanceof String text ? text : "";
  }

  /** The member as a map; empty if it is none. */
  static Map<?, ?> object(Map<?, ?> object, String name) {
    return object.get(name) instanceof Map<?, ?> map ? map : Map.of();
  }

  /** The objects in the member, if that is an array. */
  static List<Map<?, ?>> objects(Map<?, ?> object, String name) {
    List<Map<?, ?>> found = new ArrayList<>();
    if (object.get(name) instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof Map<?, ?> map) {
          found.add(map);
        }
      }
    }
    return found;
  }

  /** Microseconds as nanoseconds, from 0 to the largest long; 0 if the member is no number. */
  static long nanosOfMicros(Map<?, ?> object, String name) {
    Object value = object.get(name);
    double micros;
    if (value instanceof Long number) {
      if (number >= 0 && number <= Long.MAX_VALUE / 1000) {
        return number * 1000;
      }
      micros = number;
    } else if (value instanceof Double number) {
      micros = number;
    } else if (value instanceof String text) {
      try {
        return nanosOfMicros(Map.of(name, Long.valueOf(text)), name);
      } catch (NumberFormatException e) {
        return 0;
      }
    } else {
      return 0;
    }
    return Math.max(0, (long) (micros * 1000));
  }
}
