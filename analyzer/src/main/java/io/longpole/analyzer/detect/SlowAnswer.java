package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;

/**
 * Finds what kept a server from answering before its caller's time-out.
 *
 * <p>Example: web waits 300 ms for stock, which spends 295 of them in a call of prices, which
 * answers after 700 ms: prices is slow. Stock only waits for it.
 */
final class SlowAnswer {

  private static final long NOTICED_LATE_NANOS = 10_000_000;

  /** Some clocks tell whole milliseconds: a child may seem to end so much after its parent. */
  private static final long CLOCK_GRAIN_NANOS = 1_000_000;

  /** Of the caller's wait; with less of it in one place the work around that place is slow too. */
  static final double NEARLY_ALL = 0.8;

  private SlowAnswer() {}

  /** The slow span behind a call that timed out, or the call itself where none answered late. */
  static int to(TraceFacts facts, int call) {
    if (facts.calls().outcome(call) != Outcome.TIMEOUT) {
      return call;
    }
    int server = lateServer(facts, call);
    return server < 0 ? call : innermost(facts, server, call);
  }

  /**
   * A server that answered well, but after its caller had stopped waiting; or one that was
   * cancelled because of that and noticed it late.
   */
  private static int lateServer(TraceFacts facts, int call) {
    int first = facts.trace().firstChild(call);
    for (int child = first; child < first + facts.trace().childCount(call); child++) {
      Outcome outcome = facts.calls().outcome(child);
      boolean late =
          facts.trace().endNanos(child) - facts.trace().endNanos(call) > NOTICED_LATE_NANOS;
      if (facts.calls().kind(child) == SpanKind.SERVER
          && (outcome == Outcome.OK || (outcome == Outcome.CANCELLED && late))) {
        return child;
      }
    }
    return -1;
  }

  /** The deepest span that took nearly all of the time that the caller waited for the server. */
  private static int innermost(TraceFacts facts, int server, int call) {
    Trace trace = facts.trace();
    long from = trace.startNanos(server);
    long to = Math.min(trace.endNanos(server), trace.endNanos(call));
    int slow = server;
    int next = server;
    while (next >= 0) {
      slow = next;
      next = -1;
      int first = trace.firstChild(slow);
      for (int child = first; child < first + trace.childCount(slow); child++) {
        long spent = Math.min(to, trace.endNanos(child)) - Math.max(from, trace.startNanos(child));
        boolean waitedFor = trace.endNanos(child) <= trace.endNanos(slow) + CLOCK_GRAIN_NANOS;
        if (waitedFor && spent >= NEARLY_ALL * (to - from)) {
          next = child;
        }
      }
    }
    return slow;
  }
}
