package io.longpole.collector.wire;

import io.longpole.analyzer.model.Attributes;
import java.util.List;

/**
 * Writes an attribute value as text: a text as it stands, an array or a list of attributes as JSON.
 *
 * <p>Example: {@code [1, "a", {"k": true}]} is written {@code [1,"a",{"k":true}]}. The recursion is
 * bounded by the decoder, which takes no value nested deeper than 64.
 */
final class ValueText {

  private ValueText() {}

  static String of(Object value) {
    if (value instanceof List<?> || value instanceof Attributes) {
      StringBuilder out = new StringBuilder(64);
      json(value, out);
      return out.toString();
    }
    return value.toString();
  }

  private static void json(Object value, StringBuilder out) {
    switch (value) {
      case Attributes attributes -> {
        out.append('{');
        for (int i = 0; i < attributes.size(); i++) {
          out.append(i == 0 ? "" : ",");
          quoted(attributes.key(i), out);
          out.append(':');
          json(attributes.value(i), out);
        }
        out.append('}');
      }
      case List<?> values -> {
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
          out.append(i == 0 ? "" : ",");
          json(values.get(i), out);
        }
        out.append(']');
      }
      case Long number -> out.append(number);
      case Boolean flag -> out.append(flag);
      case Double number when Double.isFinite(number) -> out.append(number);
      default -> quoted(value.toString(), out);
    }
  }

  private static void quoted(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      switch (next) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (next < ' ') {
            out.append("\\u00").append(next < 16 ? '0' : '1');
            out.append(Character.forDigit(next & 15, 16));
          } else {
            out.append(next);
          }
        }
      }
    }
    out.append('"');
  }
}
