package io.longpole.query.index;

/** What the traces and log records of a window add up to. */
public record TraceTotals(
    long traces,
    long spans,
    long logs,
    long incompleteTraces,
    long duplicateSpans,
    long orphanSpans,
    long skewedSpans) {}
