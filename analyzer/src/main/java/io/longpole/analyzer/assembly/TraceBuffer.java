package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Holds the parts of traces until each trace is likely complete, in bounded memory.
 *
 * <p>A trace is sealed when nothing of it has arrived for the quiet period after its root was seen;
 * without a root, for the idle time; at the latest at its maximal age; and, oldest first, when all
 * that is pending takes more than its share of memory. Log records wait like spans. What arrives
 * for a sealed trace opens it anew; merging is the caller's work.
 *
 * <p>Traces stand in order of their first part in a hash map, and in two lists (root seen, not
 * seen) in order of their last part. So {@link #add} is O(1) and allocates nothing but the growth
 * of lists, and {@link #poll} looks at no trace that it does not seal.
 *
 * <p>Time comes only as an argument, in nanoseconds of any origin; a step backwards counts as
 * standing still. Not thread-safe: one buffer serves one loop.
 *
 * @param <T> a part of a trace, such as an undecoded span; not looked at
 */
public final class TraceBuffer<T> {

  /** What a trace takes beside its items: the entry, its id, list and places in the maps. */
  private static final int BYTES_A_TRACE = 240;

  private static final int BYTES_AN_ITEM = 8;

  /**
   * When traces are sealed.
   *
   * @param quietNanos without anything new, after a root was seen
   * @param idleNanos without anything new, while no root was seen
   * @param maxAgeNanos after the first part, in any case
   * @param maxBytes of all pending traces
   * @param maxSpansPerTrace the spans beyond are dropped and counted
   */
  public record Limits(
      long quietNanos, long idleNanos, long maxAgeNanos, long maxBytes, int maxSpansPerTrace) {

    public static final Limits DEFAULT =
        new Limits(2_000_000_000L, 10_000_000_000L, 300_000_000_000L, 256L << 20, 1_000_000);

    public Limits {
      if (quietNanos < 0 || idleNanos < 0 || maxAgeNanos < 0 || maxBytes < 0) {
        throw new IllegalArgumentException(
            "quietNanos="
                + quietNanos
                + ", idleNanos="
                + idleNanos
                + ", maxAgeNanos="
                + maxAgeNanos
                + ", maxBytes="
                + maxBytes
                + " (0 or more)");
      }
      if (maxSpansPerTrace < 1) {
        throw new IllegalArgumentException("maxSpansPerTrace=" + maxSpansPerTrace + " (1 or more)");
      }
    }
  }

  /**
   * How a part arrived.
   *
   * @param root whether it is a span without parent
   * @param span whether it is a span; else a log record
   * @param sizeBytes the memory that it takes
   * @param logPosition its position in the log; never less than that of an earlier arrival
   */
  public record Arrival(
      boolean root, boolean span, int sizeBytes, long logPosition, long nowNanos) {}

  /** Why a trace was sealed. */
  public enum Reason {
    QUIET,
    IDLE,
    AGE,
    MEMORY,
    /** It has more spans than are kept. */
    SIZE,
    FLUSH;

    /** Whether parts are missing for a limit's sake. */
    public boolean isIncomplete() {
      return switch (this) {
        case MEMORY, SIZE -> true;
        case QUIET, IDLE, AGE, FLUSH -> false;
      };
    }
  }

  /**
   * A trace that is handed over.
   *
   * @param items in order of arrival; the receiver owns the list
   * @param firstPosition the smallest log position of its items
   * @param droppedSpans beyond {@link Limits#maxSpansPerTrace}
   */
  public record Sealed<T>(
      TraceId traceId, List<T> items, long firstPosition, Reason reason, int droppedSpans) {}

  private static final Comparator<Sealed<?>> OLDEST_FIRST =
      Comparator.<Sealed<?>>comparingLong(Sealed::firstPosition).thenComparing(Sealed::traceId);

  private final Limits limits;
  private final LinkedHashMap<TraceId, PendingTrace<T>> pending = new LinkedHashMap<>();
  private final PendingTrace<T> rootSeen = PendingTrace.emptyList();
  private final PendingTrace<T> rootless = PendingTrace.emptyList();
  private long pendingSpans;
  private long pendingBytes;
  private long nowNanos;
  private long lastPosition = Long.MIN_VALUE;
  private boolean started;

  public TraceBuffer(Limits limits) {
    this.limits = limits;
  }

  /**
   * Takes a part of a trace.
   *
   * @throws IllegalArgumentException if the log position is less than that of an earlier arrival
   */
  public void add(TraceId traceId, T item, Arrival arrival) {
    if (arrival.logPosition < lastPosition) {
      throw new IllegalArgumentException(
          "logPosition="
              + arrival.logPosition
              + " is before "
              + lastPosition
              + ", which arrived earlier; add in the order of the log");
    }
    lastPosition = arrival.logPosition;
    advance(arrival.nowNanos);
    PendingTrace<T> trace = pending.get(traceId);
    if (trace == null) {
      trace = new PendingTrace<>(traceId, arrival.logPosition, nowNanos);
      pending.put(traceId, trace);
      pendingBytes += BYTES_A_TRACE;
    }
    trace.lastNanos = nowNanos;
    trace.hasRoot |= arrival.root;
    trace.moveToEndOf(trace.hasRoot ? rootSeen : rootless);
    if (arrival.span && trace.spans == limits.maxSpansPerTrace) {
      trace.droppedSpans++;
      return;
    }
    trace.items.add(item);
    long bytes = (long) arrival.sizeBytes + BYTES_AN_ITEM;
    trace.bytes += bytes;
    pendingBytes += bytes;
    if (arrival.span) {
      trace.spans++;
      pendingSpans++;
    }
  }

  /**
   * Hands over the traces that are complete or must go, oldest first. Call it after every batch:
   * memory is bounded here, not in {@link #add}.
   */
  public List<Sealed<T>> poll(long now) {
    advance(now);
    List<Sealed<T>> sealed = new ArrayList<>();
    sealUntouched(rootSeen, limits.quietNanos, Reason.QUIET, sealed);
    sealUntouched(rootless, limits.idleNanos, Reason.IDLE, sealed);
    PendingTrace<T> oldest = oldest();
    while (oldest != null && nowNanos - oldest.firstNanos >= limits.maxAgeNanos) {
      sealed.add(seal(oldest, Reason.AGE));
      oldest = oldest();
    }
    while (oldest != null && pendingBytes > limits.maxBytes) {
      sealed.add(seal(oldest, Reason.MEMORY));
      oldest = oldest();
    }
    sealed.sort(OLDEST_FIRST);
    return sealed;
  }

  /** Hands over everything, oldest first. */
  public List<Sealed<T>> flush() {
    List<Sealed<T>> sealed = new ArrayList<>(pending.size());
    for (PendingTrace<T> oldest = oldest(); oldest != null; oldest = oldest()) {
      sealed.add(seal(oldest, Reason.FLUSH));
    }
    sealed.sort(OLDEST_FIRST);
    return sealed;
  }

  /** The smallest log position of anything pending: what must not be forgotten. O(1). */
  public OptionalLong oldestPendingPosition() {
    PendingTrace<T> oldest = oldest();
    return oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest.firstPosition);
  }

  public int pendingTraces() {
    return pending.size();
  }

  public long pendingSpans() {
    return pendingSpans;
  }

  /** Memory taken: the sizes of the items and what the buffer needs to hold them. */
  public long pendingBytes() {
    return pendingBytes;
  }

  private void sealUntouched(
      PendingTrace<T> list, long nanos, Reason reason, List<Sealed<T>> sealed) {
    while (list.next != list && nowNanos - list.next.lastNanos >= nanos) {
      sealed.add(seal(list.next, reason));
    }
  }

  private Sealed<T> seal(PendingTrace<T> trace, Reason reason) {
    pending.remove(trace.traceId);
    trace.unlink();
    pendingSpans -= trace.spans;
    pendingBytes -= trace.bytes + BYTES_A_TRACE;
    return new Sealed<>(
        trace.traceId,
        trace.items,
        trace.firstPosition,
        trace.droppedSpans > 0 ? Reason.SIZE : reason,
        trace.droppedSpans);
  }

  private @Nullable PendingTrace<T> oldest() {
    Map.@Nullable Entry<TraceId, PendingTrace<T>> first = pending.firstEntry();
    return first == null ? null : first.getValue();
  }

  private void advance(long now) {
    if (!started || now - nowNanos > 0) {
      nowNanos = now;
      started = true;
    }
  }

  /**
   * A trace with its place in one of the lists by last arrival; a list's head is linked to itself.
   */
  private static final class PendingTrace<T> {
    final TraceId traceId;
    final long firstPosition;
    final long firstNanos;
    final List<T> items = new ArrayList<>(4);
    long lastNanos;
    long bytes;
    int spans;
    int droppedSpans;
    boolean hasRoot;
    private PendingTrace<T> previous = this;
    private PendingTrace<T> next = this;

    PendingTrace(TraceId traceId, long firstPosition, long firstNanos) {
      this.traceId = traceId;
      this.firstPosition = firstPosition;
      this.firstNanos = firstNanos;
    }

    static <T> PendingTrace<T> emptyList() {
      return new PendingTrace<>(TraceId.NONE, 0, 0);
    }

    void moveToEndOf(PendingTrace<T> list) {
      unlink();
      previous = list.previous;
      next = list;
      previous.next = this;
      list.previous = this;
    }

    void unlink() {
      previous.next = next;
      next.previous = previous;
      previous = this;
      next = this;
    }
  }
}
