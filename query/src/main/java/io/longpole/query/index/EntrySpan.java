package io.longpole.query.index;

import io.longpole.analyzer.model.SpanKind;

/** A span by which work enters a service: a root, or of kind SERVER or CONSUMER. */
public record EntrySpan(
    String service, String operation, SpanKind kind, long durationNanos, boolean failed) {}
