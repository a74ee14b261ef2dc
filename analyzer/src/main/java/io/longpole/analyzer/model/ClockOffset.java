package io.longpole.analyzer.model;

/**
 * What was learned of one host's clock in one trace: {@code offsetNanos} is added to its times,
 * {@code lowNanos} and {@code highNanos} bound it (Long.MIN_VALUE and MAX_VALUE where open).
 */
public record ClockOffset(
    String host, long offsetNanos, long lowNanos, long highNanos, int edges, boolean applied) {}
