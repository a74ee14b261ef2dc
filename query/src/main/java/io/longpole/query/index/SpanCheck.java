package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;

/** Decides on the spans of a trace what its terms cannot: whether one span has all attributes. */
@FunctionalInterface
public interface SpanCheck {
  boolean matches(TraceId id, Existing existing);
}
