package io.longpole.query.index;

/**
 * What the traces and log records of a window add up to.
 *
 * @param firstStartNanos start of the first trace, 0 without traces
 * @param lastStartNanos start of the last one
 */
public record TraceTotals(
    long traces,
    long spans,
    long logs,
    long linkedLogs,
    long incompleteTraces,
    long duplicateSpans,
    long orphanSpans,
    long skewedSpans,
    long firstStartNanos,
    long lastStartNanos) {}
