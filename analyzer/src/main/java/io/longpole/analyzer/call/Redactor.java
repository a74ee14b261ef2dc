package io.longpole.analyzer.call;

import io.longpole.analyzer.model.Attributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of the attributes of span after span, as {@link Secrets} says, and remembers
 * names and queries it has seen.
 *
 * <p>What holds no secret comes back as the same object, and is not read again while the same two
 * objects, name and text, come: decoders share the texts that repeat. Bounded; owned by one thread.
 */
public final class Redactor {

  private static final int MAX_NAMES = 10_000;
  private static final int MAX_SYSTEMS = 32;
  private static final int CLEAN_SLOTS = 1 << 13;

  /** What is done with the value of an attribute of some name. */
  private enum Treatment {
    HIDE,
    QUERY,
    URL,
    TEXT
  }

  private final Map<String, Treatment> treatments = new HashMap<>();
  private final Map<String, GenerationCache<String, String>> queries = new HashMap<>();

  /** Names and the texts beside them that hold no secret, whatever else the span says. */
  private final @Nullable String[] cleanNames = new String[CLEAN_SLOTS];

  private final @Nullable Object[] cleanTexts = new Object[CLEAN_SLOTS];

  /** The attributes as they may be shown and indexed; names and order stay. */
  public Attributes attributes(Attributes attributes) {
    for (int i = 0; i < attributes.size(); i++) {
      Object value = attributes.value(i);
      if (!isKnownClean(attributes.key(i), value) && !shown(attributes, i).equals(value)) {
        return changed(attributes);
      }
    }
    return attributes;
  }

  @SuppressWarnings("ReferenceEquality") // equal texts that are other objects are read again
  private boolean isKnownClean(String key, Object value) {
    if (!(value instanceof String text)) {
      return false;
    }
    int slot = cleanSlot(key, text);
    return cleanTexts[slot] == value && key.equals(cleanNames[slot]);
  }

  private static int cleanSlot(String key, String text) {
    int hash = (31 * key.hashCode() + text.hashCode()) * 0x9E3779B9;
    return hash >>> (Integer.SIZE - Integer.numberOfTrailingZeros(CLEAN_SLOTS));
  }

  private Attributes changed(Attributes attributes) {
    Attributes.Builder result = new Attributes.Builder(attributes.size());
    for (int i = 0; i < attributes.size(); i++) {
      result.put(attributes.key(i), shown(attributes, i));
    }
    return result.build();
  }

  private Object shown(Attributes attributes, int position) {
    String key = attributes.key(position);
    String system = treatment(key) == Treatment.QUERY ? Secrets.system(attributes) : "";
    return attribute(key, attributes.value(position), system);
  }

  /** The value of one attribute as it may be shown; a query is read as one of this system. */
  public Object attribute(String key, Object value, String system) {
    return switch (treatment(key)) {
      case HIDE -> Secrets.MASK;
      case QUERY -> value instanceof String text ? query(text, system) : text(value);
      case URL -> value instanceof String text ? noted(key, text, Secrets.url(text)) : text(value);
      case TEXT ->
          value instanceof String text ? noted(key, text, Secrets.text(text)) : text(value);
    };
  }

  /** Remembers a text that holds no secret; of a query that depends on the system beside it. */
  private String noted(String key, String text, String shown) {
    if (text.length() <= CallLimits.DEFAULT.cachedTextChars() && shown.equals(text)) {
      int slot = cleanSlot(key, text);
      cleanNames[slot] = key;
      cleanTexts[slot] = text;
    }
    return shown;
  }

  private Treatment treatment(String name) {
    Treatment known = treatments.get(name);
    if (known == null) {
      known = read(name);
      if (treatments.size() < MAX_NAMES) {
        treatments.put(name, known);
      }
    }
    return known;
  }

  private static Treatment read(String name) {
    if (Secrets.isHidden(name)) {
      return Treatment.HIDE;
    }
    if (Secrets.isQuery(name)) {
      return Treatment.QUERY;
    }
    return switch (name) {
      case "url.full", "http.url", "http.target", "url.query", "url.fragment" -> Treatment.URL;
      default -> Treatment.TEXT;
    };
  }

  private Object text(Object value) {
    if (value instanceof String text) {
      return Secrets.text(text);
    }
    if (value instanceof List<?> list) {
      List<Object> shown = new ArrayList<>(list.size());
      for (Object element : list) {
        shown.add(text(element));
      }
      return shown;
    }
    return value instanceof Attributes nested ? attributes(nested) : value;
  }

  private String query(String text, String system) {
    GenerationCache<String, String> known = queries.get(system);
    if (known == null) {
      known = new GenerationCache<>(CallLimits.DEFAULT.cachedTexts());
      if (queries.size() < MAX_SYSTEMS) {
        queries.put(system, known);
      }
    }
    String shown = known.get(text);
    if (shown == null) {
      shown = Secrets.query(text, system);
      if (text.length() <= CallLimits.DEFAULT.cachedTextChars()) {
        known.put(text, shown.equals(text) ? text : shown);
      }
    }
    return shown;
  }
}
