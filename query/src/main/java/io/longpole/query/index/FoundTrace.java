package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;

/** A trace and where it is stored. */
public record FoundTrace(TraceId id, long startNanos, Existing existing) {}
