package io.longpole.analyzer.path;

/** What to make of a child that ends after its parent. */
public enum Overflow {
  /** The part after the parent's end is cut off, as Jaeger does. */
  CLIP,
  /** The child is left out with all below it, as Kibana does. */
  DROP,
  /**
   * Cut off if it is small, or if a caller waits by the kinds of the spans; else taken for work
   * that goes on by itself, and left out.
   */
  AUTO
}
