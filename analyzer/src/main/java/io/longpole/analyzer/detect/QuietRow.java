package io.longpole.analyzer.detect;

import org.jspecify.annotations.Nullable;

/**
 * Some calls of one site that went well, which began within the same ten seconds; those that were
 * served were served by whom they were meant for. Shows what {@link QuietCalls} has collected, and
 * is used again for the next site.
 *
 * <p>A call is two numbers: when it began after its ten seconds did, with its duration; and, if it
 * was served, its server's duration with its own gap. No duration takes more than {@value
 * #DURATION_BITS} bits, which is a second.
 */
final class QuietRow {

  /** Longs a call. */
  static final int FIELDS = 2;

  static final int DURATION_BITS = 30;

  private static final long DURATION_MASK = (1L << DURATION_BITS) - 1;
  private static final long NOT_SERVED = -1;

  private @Nullable CallSite site;
  private long[] calls = {};
  private int begin;
  private int size;
  private int served;
  private long bucketNanos;
  private boolean live;

  /** Whether calls that take so long can be written down. */
  static boolean holds(long durationNanos) {
    return durationNanos >= 0 && durationNanos <= DURATION_MASK;
  }

  /** Writes down a call and its server span. */
  static void put(long[] calls, int at, TraceFacts facts, int position, int server) {
    long duration = facts.durationNanos(position);
    long offset = Math.floorMod(facts.startNanos(position), RetryEdge.BUCKET_NANOS);
    calls[at] = offset << DURATION_BITS | duration;
    long serverNanos = server == Servers.NONE ? 0 : facts.trace().durationNanos(server);
    calls[at + 1] =
        server == Servers.NONE
            ? NOT_SERVED
            : serverNanos << DURATION_BITS | Math.max(0, duration - serverNanos);
  }

  /** Says whether the traces are looked at while others come in. */
  void setLive(boolean isLive) {
    live = isLive;
  }

  /** Shows other calls, which began in that bucket of ten seconds. */
  void show(CallSite ofSite, long bucket, long[] all, int from, int count) {
    site = ofSite;
    bucketNanos = bucket * RetryEdge.BUCKET_NANOS;
    calls = all;
    begin = from;
    size = count;
    served = 0;
    for (int call = 0; call < size; call++) {
      served += isServed(call) ? 1 : 0;
    }
  }

  CallSite site() {
    if (site == null) {
      throw new IllegalStateException("shows no calls yet");
    }
    return site;
  }

  /** How many calls; they are 0 to this − 1. */
  int size() {
    return size;
  }

  /** How many of them have a server span. */
  int served() {
    return served;
  }

  boolean isServed(int call) {
    return server(call) != NOT_SERVED;
  }

  long startNanos(int call) {
    return bucketNanos + (times(call) >>> DURATION_BITS);
  }

  /** When they began, for what forgets the past; see {@link TraceFacts#recentNanos}. */
  long recentNanos() {
    return live ? startNanos(0) : 0;
  }

  long durationNanos(int call) {
    return times(call) & DURATION_MASK;
  }

  /** How long the server took for it. */
  long servedNanos(int call) {
    return server(call) >>> DURATION_BITS;
  }

  /** Its time that is not the server's. */
  long gapNanos(int call) {
    return server(call) & DURATION_MASK;
  }

  private long times(int call) {
    return calls[begin + call * FIELDS];
  }

  private long server(int call) {
    return calls[begin + call * FIELDS + 1];
  }
}
