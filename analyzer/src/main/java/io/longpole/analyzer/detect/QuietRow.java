package io.longpole.analyzer.detect;

import org.jspecify.annotations.Nullable;

/**
 * Some calls of one site that went well, which began within the same ten seconds; those that were
 * served were served by whom they were meant for. Shows what {@link QuietCalls} has collected, and
 * is used again for the next site.
 *
 * <p>A call is one number: the microsecond in which it began, then its own duration, its server's
 * and its gap as buckets of a {@link DurationSketch}, which is all that is kept of them anyway.
 */
final class QuietRow {

  private static final int BUCKET_BITS = 11;
  private static final int BUCKET_MASK = (1 << BUCKET_BITS) - 1;
  private static final int TIME_SHIFT = 3 * BUCKET_BITS;
  private static final int NOT_SERVED = BUCKET_MASK;
  private static final long MICROSECOND = 1_000;

  /** How much later than its base a call may begin. */
  static final long MAX_NANOS = (1L << (Long.SIZE - 1 - TIME_SHIFT)) * MICROSECOND;

  private @Nullable CallSite site;
  private long[] calls = {};
  private int begin;
  private int size;
  private int served;
  private long baseNanos;
  private boolean live;

  /** A call and its server span as a number. */
  static long pack(TraceFacts facts, int position, int server, long baseNanos) {
    long duration = facts.durationNanos(position);
    long packed = (facts.startNanos(position) - baseNanos) / MICROSECOND;
    packed = packed << BUCKET_BITS | DurationSketch.bucket(duration);
    if (server == Servers.NONE) {
      return (packed << BUCKET_BITS | NOT_SERVED) << BUCKET_BITS;
    }
    long servedNanos = facts.trace().durationNanos(server);
    packed = packed << BUCKET_BITS | DurationSketch.bucket(servedNanos);
    return packed << BUCKET_BITS | DurationSketch.bucket(Math.max(0, duration - servedNanos));
  }

  /** When a packed call began. */
  static long startNanos(long packed, long baseNanos) {
    return baseNanos + (packed >>> TIME_SHIFT) * MICROSECOND;
  }

  /** Says whether the traces are looked at while others come in. */
  void setLive(boolean isLive) {
    live = isLive;
  }

  /** Shows other calls, packed with that base. */
  void show(CallSite ofSite, long base, long[] all, int from, int count) {
    site = ofSite;
    baseNanos = base;
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
    return servedBucket(call) != NOT_SERVED;
  }

  /** When it began, to the microsecond. */
  long startNanos(int call) {
    return startNanos(calls[begin + call], baseNanos);
  }

  /** When they began, for what forgets the past; see {@link TraceFacts#recentNanos}. */
  long recentNanos() {
    return live ? startNanos(0) : 0;
  }

  /** How long it took. */
  int durationBucket(int call) {
    return (int) (calls[begin + call] >>> (2 * BUCKET_BITS)) & BUCKET_MASK;
  }

  /** How long the server took for it. */
  int servedBucket(int call) {
    return (int) (calls[begin + call] >>> BUCKET_BITS) & BUCKET_MASK;
  }

  /** Its time that is not the server's. */
  int gapBucket(int call) {
    return (int) calls[begin + call] & BUCKET_MASK;
  }
}
