package io.longpole.analyzer.detect;

import io.longpole.analyzer.model.Attributes;

/** Which process of a service a span comes from. */
final class Instances {

  private static final String[] KEYS = {
    "service.instance.id", "k8s.pod.name", "container.id", "host.name"
  };

  private Instances() {}

  /** The instance as its resource names it; empty if it does not. */
  static String of(TraceFacts facts, int node) {
    Attributes attributes = facts.trace().span(node).resource().attributes();
    for (String key : KEYS) {
      String value = attributes.text(key);
      if (value != null) {
        return value;
      }
    }
    return "";
  }
}
