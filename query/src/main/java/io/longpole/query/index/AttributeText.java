package io.longpole.query.index;

import io.longpole.analyzer.model.Attributes;
import java.util.List;
import java.util.function.Consumer;

/**
 * The texts by which an attribute is found: a number or truth value as written, each element of a
 * list.
 */
public final class AttributeText {

  private AttributeText() {}

  /** Hands over each text of a value; maps and bytes have none. */
  static void forEach(Object value, Consumer<String> sink) {
    switch (value) {
      case List<?> list -> {
        for (Object element : list) {
          if (!(element instanceof List<?>)) {
            forEach(element, sink);
          }
        }
      }
      case Attributes map -> {}
      case Attributes.Bytes bytes -> {}
      default -> sink.accept(value.toString());
    }
  }

  /** Whether some attribute of that name has that text. */
  public static boolean matches(Attributes attributes, String key, String text) {
    Object value = attributes.get(key);
    if (value == null) {
      return false;
    }
    boolean[] found = {false};
    forEach(value, each -> found[0] |= each.equals(text));
    return found[0];
  }
}
