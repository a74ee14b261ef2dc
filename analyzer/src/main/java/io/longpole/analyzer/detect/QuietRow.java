package io.longpole.analyzer.detect;

import org.jspecify.annotations.Nullable;

/**
 * Some calls of one site that went well, which began within the same ten seconds; those that were
 * served were all served by the same service. Shows what {@link QuietCalls} has collected, and is
 * used again for the next site.
 */
final class QuietRow {

  /** Longs a call. */
  static final int FIELDS = 4;

  private static final int START = 0;
  private static final int DURATION = 1;
  private static final int SERVED = 2;
  private static final int GAP = 3;
  private static final int NOT_SERVED = -1;

  private @Nullable CallSite site;
  private long[] calls = {};
  private int begin;
  private int size;
  private int served;

  /** Writes down a call and its server span. */
  static void put(long[] calls, int at, TraceFacts facts, int position, int server) {
    long duration = facts.durationNanos(position);
    long serverNanos = server == Servers.NONE ? NOT_SERVED : facts.trace().durationNanos(server);
    calls[at + START] = facts.startNanos(position);
    calls[at + DURATION] = duration;
    calls[at + SERVED] = serverNanos;
    calls[at + GAP] = server == Servers.NONE ? NOT_SERVED : Math.max(0, duration - serverNanos);
  }

  /** Shows other calls. */
  void show(CallSite ofSite, long[] all, int from, int count) {
    site = ofSite;
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

  /** Caller and callee of the calls that were served; only where there are any. */
  NameKey edge() {
    NameKey edge = site().quietServed();
    if (edge == null) {
      throw new IllegalStateException("none of the calls was served");
    }
    return edge;
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
    return at(call, SERVED) != NOT_SERVED;
  }

  long startNanos(int call) {
    return at(call, START);
  }

  long durationNanos(int call) {
    return at(call, DURATION);
  }

  /** How long the server took for it. */
  long servedNanos(int call) {
    return at(call, SERVED);
  }

  /** Its time that is not the server's. */
  long gapNanos(int call) {
    return at(call, GAP);
  }

  private long at(int call, int field) {
    return calls[begin + call * FIELDS + field];
  }
}
