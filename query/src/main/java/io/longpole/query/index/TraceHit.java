package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;

/**
 * A trace that was found.
 *
 * @param existing where its spans are
 * @param logCount log records that carry its id
 */
public record TraceHit(
    TraceId id,
    long startNanos,
    long durationNanos,
    Existing existing,
    TraceLine line,
    int logCount) {}
