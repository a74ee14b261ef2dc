package io.longpole.collector.wire;

import org.jspecify.annotations.Nullable;

/**
 * Which fields of an OTLP message are messages themselves: all that a walk over its bytes must
 * know.
 *
 * <p>Numbers are those of opentelemetry-proto 1.11. A field that is not listed is a scalar, a text,
 * bytes, or unknown; all of these are passed over by their wire type.
 */
final class Shape {

  static final Shape ANY_VALUE = new Shape(6);
  static final Shape KEY_VALUE = new Shape(2);
  static final Shape RESOURCE = new Shape(3);
  static final Shape SCOPE = new Shape(3);
  static final Shape SPAN = new Shape(15);
  static final Shape LOG_RECORD = new Shape(6);
  static final Shape METRIC = new Shape(12);

  static {
    Shape leaf = new Shape(0);
    Shape array = new Shape(1).with(1, ANY_VALUE);
    Shape keyValues = new Shape(1).with(1, KEY_VALUE);
    ANY_VALUE.with(5, array).with(6, keyValues);
    KEY_VALUE.with(2, ANY_VALUE);
    RESOURCE.with(1, KEY_VALUE).with(3, leaf);
    SCOPE.with(3, KEY_VALUE);
    Shape event = new Shape(3).with(3, KEY_VALUE);
    Shape link = new Shape(4).with(4, KEY_VALUE);
    SPAN.with(9, KEY_VALUE).with(11, event).with(13, link).with(15, leaf);
    LOG_RECORD.with(5, ANY_VALUE).with(6, KEY_VALUE);
    // Data points are counted and thrown away, so their inside is not looked at.
    Shape points = new Shape(0);
    METRIC.with(5, points).with(7, points).with(9, points).with(10, points).with(11, points);
    METRIC.with(12, KEY_VALUE);
  }

  private final @Nullable Shape[] children;

  private Shape(int largestField) {
    this.children = new Shape[largestField + 1];
  }

  private Shape with(int field, Shape child) {
    children[field] = child;
    return this;
  }

  /** The message in the field; null when the field holds none. */
  @Nullable Shape child(int field) {
    return field < children.length ? children[field] : null;
  }
}
