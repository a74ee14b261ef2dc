package io.longpole.analyzer.detect;

/** Which process of a service a span comes from. */
final class Instances {

  private Instances() {}

  /** The instance as its resource names it; empty if it does not. */
  static String of(TraceFacts facts, int node) {
    return facts.trace().span(node).resource().process();
  }
}
