package io.longpole.analyzer.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * An assembled trace: its spans as nodes of a forest, with times repaired and on one clock.
 *
 * <p>Nodes are numbered so that parents come before their children (breadth first from the roots in
 * root order; the children of a node are neighbours, ordered by start, then span id). Flat arrays
 * rather than linked objects: every later step is a loop over node numbers, forwards for
 * parents-first, backwards for children-first, without recursion.
 */
public final class Trace {

  private final TraceId id;
  private final Layout layout;
  private final Set<TraceFlag> flags;
  private final List<ClockOffset> clockOffsets;
  private final List<LogRecord> logs;
  private final Counts counts;

  /**
   * The arrays of a trace, one element a node.
   *
   * @param spans as reported
   * @param spanIds unique within the trace; synthetic where the reported one was shared
   * @param parents node of the parent, −1 for a root
   * @param firstChildren node of the first child; meaningless without children
   * @param childCounts number of children, which are neighbours
   * @param startNanos repaired, in the clock of the main root's host
   * @param endNanos the same; never before the start
   * @param rootCount the roots are the nodes 0 to rootCount − 1, the main root first
   */
  @SuppressWarnings("ArrayRecordComponent") // owned by the trace, never handed out
  public record Layout(
      Span[] spans,
      long[] spanIds,
      int[] parents,
      int[] firstChildren,
      int[] childCounts,
      long[] startNanos,
      long[] endNanos,
      int rootCount) {}

  /**
   * What assembly counted.
   *
   * @param duplicateSpans exact repeats that were left out
   * @param orphanSpans spans whose parent is not in the trace
   * @param skewedSpans spans whose times were moved to the main root's clock
   */
  public record Counts(int duplicateSpans, int orphanSpans, int skewedSpans) {}

  public Trace(
      TraceId id,
      Layout layout,
      Set<TraceFlag> flags,
      List<ClockOffset> clockOffsets,
      List<LogRecord> logs,
      Counts counts) {
    this.id = id;
    this.layout = layout;
    this.flags = Collections.unmodifiableSet(orderedCopy(flags));
    this.clockOffsets = List.copyOf(clockOffsets);
    this.logs = List.copyOf(logs);
    this.counts = counts;
  }

  /** In the order of the constants, so that output does not depend on hash seeds. */
  private static Set<TraceFlag> orderedCopy(Set<TraceFlag> flags) {
    Set<TraceFlag> copy = EnumSet.noneOf(TraceFlag.class);
    copy.addAll(flags);
    return copy;
  }

  public TraceId id() {
    return id;
  }

  /** Number of spans. */
  public int size() {
    return layout.spans.length;
  }

  /** Number of roots; they are the nodes 0 to rootCount − 1, the main root is node 0. */
  public int rootCount() {
    return layout.rootCount;
  }

  /** The span of a node, as reported. */
  public Span span(int node) {
    return layout.spans[node];
  }

  /** The id of a node, unique within the trace; see {@link #isSynthetic}. */
  public long spanId(int node) {
    return layout.spanIds[node];
  }

  /** Whether the node's id was made here, because another span had the same. */
  public boolean isSynthetic(int node) {
    return layout.spanIds[node] != layout.spans[node].spanId();
  }

  /** The parent's node, or −1 for a root. */
  public int parent(int node) {
    return layout.parents[node];
  }

  public int childCount(int node) {
    return layout.childCounts[node];
  }

  /** The first child's node; the others follow it. Meaningless when {@link #childCount} is 0. */
  public int firstChild(int node) {
    return layout.firstChildren[node];
  }

  /** Start in nanoseconds since the epoch, on the main root's clock. */
  public long startNanos(int node) {
    return layout.startNanos[node];
  }

  /** End in nanoseconds since the epoch, on the main root's clock; never before the start. */
  public long endNanos(int node) {
    return layout.endNanos[node];
  }

  public long durationNanos(int node) {
    return layout.endNanos[node] - layout.startNanos[node];
  }

  public Set<TraceFlag> flags() {
    return flags;
  }

  public List<ClockOffset> clockOffsets() {
    return clockOffsets;
  }

  /** The log records that carry this trace's id, by time. */
  public List<LogRecord> logs() {
    return logs;
  }

  public Counts counts() {
    return counts;
  }

  /**
   * Whether nothing is known to be missing: a parentless root is there and no span is an orphan.
   */
  public boolean isComplete() {
    if (counts.orphanSpans > 0) {
      return false;
    }
    for (int root = 0; root < rootCount(); root++) {
      if (span(root).parentSpanId() == SpanId.NONE) {
        return true;
      }
    }
    return false;
  }

  /** Service of the main root. */
  public String service() {
    return span(0).service();
  }

  /** Name of the main root. */
  public String operation() {
    return span(0).name();
  }
}
