package io.longpole.analyzer.model;

/**
 * What was learned of one host's clock in one trace.
 *
 * @param offsetNanos what was added to its times, or, if not {@code applied}, would have been
 * @param lowNanos the least offset possible; Long.MIN_VALUE if open
 * @param highNanos the greatest; Long.MAX_VALUE if open, less than the least if none is possible
 * @param edges number of calls that it was learned from
 */
public record ClockOffset(
    String host, long offsetNanos, long lowNanos, long highNanos, int edges, boolean applied) {}
