package io.longpole.analyzer.call;

import io.longpole.analyzer.model.Attributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes secrets out of the attributes of span after span, as {@link Secrets} says, and remembers
 * names and queries it has seen.
 *
 * <p>What holds no secret comes back as the same object. Bounded; owned by one thread.
 */
public final class Redactor {

  private static final int MAX_NAMES = 10_000;
  private static final int MAX_SYSTEMS = 32;

  /** What is done with the value of an attribute of some name. */
  private enum Treatment {
    HIDE,
    QUERY,
    URL,
    TEXT
  }

  private final Map<String, Treatment> treatments = new HashMap<>();
  private final Map<String, GenerationCache<String, String>> queries = new HashMap<>();

  /** The attributes as they may be shown and indexed; names and order stay. */
  public Attributes attributes(Attributes attributes) {
    for (int i = 0; i < attributes.size(); i++) {
      Object value = attributes.value(i);
      if (!shown(attributes, i).equals(value)) {
        return changed(attributes);
      }
    }
    return attributes;
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
    String system = treatment(key) == Treatment.QUERY ? system(attributes) : "";
    return attribute(key, attributes.value(position), system);
  }

  /** The value of one attribute as it may be shown; a query is read as one of this system. */
  public Object attribute(String key, Object value, String system) {
    return switch (treatment(key)) {
      case HIDE -> Secrets.MASK;
      case QUERY -> value instanceof String text ? query(text, system) : text(value);
      case URL -> value instanceof String text ? Secrets.url(text) : text(value);
      case TEXT -> text(value);
    };
  }

  private Treatment treatment(String name) {
    Treatment known = treatments.get(name);
    if (known == null) {
      known =
          Secrets.isHidden(name)
              ? Treatment.HIDE
              : switch (name) {
                case "db.query.text", "db.statement", "sql.query" -> Treatment.QUERY;
                case "url.full", "http.url", "http.target", "url.query" -> Treatment.URL;
                default -> Treatment.TEXT;
              };
      if (treatments.size() < MAX_NAMES) {
        treatments.put(name, known);
      }
    }
    return known;
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

  private static String system(Attributes attributes) {
    String current = attributes.text("db.system.name");
    String older = current == null ? attributes.text("db.system") : current;
    return older == null ? "" : older;
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
