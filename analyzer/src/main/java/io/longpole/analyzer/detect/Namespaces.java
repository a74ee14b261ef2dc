package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.model.Attributes;

/** Which part of a database a call asks: its database, schema or index. */
final class Namespaces {

  private static final String[] KEYS = {"db.namespace", "db.name"};

  private Namespaces() {}

  /** The namespace as the span says it, by its current or older name; empty if it does not. */
  static String of(TraceFacts facts, Call call) {
    Attributes attributes = facts.trace().span(call.node()).attributes();
    for (String key : KEYS) {
      String name = attributes.asText(key);
      if (name != null) {
        return name;
      }
    }
    return "";
  }
}
