package io.longpole.query.index;

/** How often an operation was entered in a window, how often it failed, and how long it took. */
public record OperationTimes(
    EntryName name, long count, long failed, long p50Nanos, long p95Nanos, long p99Nanos) {}
