package io.longpole.bench.endtoend;

import io.longpole.proto.query.v1.Counter;
import io.longpole.proto.query.v1.Status;

/**
 * The server at one moment.
 *
 * @param accepted spans acknowledged since the start
 * @param analysed spans in sealed traces, without duplicates
 * @param settled analysed, or known not to be: duplicates, dropped ones
 * @param searchable spans of the traces that a search finds
 * @param refused requests refused
 */
record Sample(
    long atNanos,
    long accepted,
    long analysed,
    long settled,
    long searchable,
    long refused,
    long pendingSpans,
    long lagBytes,
    long lagNanos,
    Resources resources) {

  /** What the processes use; processor time, and time of collections, since their start. */
  record Resources(
      long serverCpuNanos,
      long loadCpuNanos,
      long collectingNanos,
      long heapUsedBytes,
      long heapKeptBytes,
      ResidentMemory resident) {}

  static Sample of(Status status, Resources resources) {
    return new Sample(
        System.nanoTime(),
        count(status, "accepted", "traces"),
        count(status, "spans.analysed", ""),
        count(status, "spans.analysed", "")
            + count(status, "spans.duplicate", "")
            + count(status, "spans.dropped", "oversized"),
        status.getCoverage().getSpans(),
        refused(status),
        status.getPendingSpans(),
        status.getLagBytes(),
        status.getLagNanos(),
        resources);
  }

  private static long count(Status status, String name, String reason) {
    return status.getCountersList().stream()
        .filter(counter -> counter.getName().equals(name) && counter.getReason().equals(reason))
        .mapToLong(Counter::getValue)
        .sum();
  }

  private static long refused(Status status) {
    return status.getCountersList().stream()
        .filter(counter -> counter.getName().endsWith(".refused"))
        .mapToLong(Counter::getValue)
        .sum();
  }

  /** Whether all that was acknowledged up to now has gone the whole way. */
  boolean isDrained(long acknowledged) {
    return pendingSpans == 0 && lagBytes == 0 && settled >= acknowledged && searchable >= analysed;
  }
}
