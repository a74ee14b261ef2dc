package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.Locale;

/**
 * Finds what kept a server from answering before its caller's time-out.
 *
 * <p>Example: web waits 300 ms for stock, which spends 295 of them in a call of prices, which
 * answers after 700 ms: prices is slow. Stock only waits for it.
 */
final class SlowAnswer {

  /** So much apart a caller and its server may see the same end. */
  private static final long NOTICED_NANOS = 10_000_000;

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
    if (server < 0) {
      return call;
    }
    int slow = innermost(facts, server, call);
    return slow == server && isEndedAtOnce(facts, server, call) ? call : slow;
  }

  /** Whether a server ended with its caller: how long it would have taken is not known. */
  private static boolean isEndedAtOnce(TraceFacts facts, int server, int call) {
    long lateNanos = facts.trace().endNanos(server) - facts.trace().endNanos(call);
    return facts.calls().outcome(server) != Outcome.OK && lateNanos <= NOTICED_NANOS;
  }

  /** A server that answered well, but too late for its caller, or that its caller's end ended. */
  private static int lateServer(TraceFacts facts, int call) {
    int first = facts.trace().firstChild(call);
    for (int child = first; child < first + facts.trace().childCount(call); child++) {
      if (facts.calls().kind(child) == SpanKind.SERVER
          && (isLate(facts, child, call) || isEndedByCaller(facts, child))) {
        return child;
      }
    }
    return -1;
  }

  /** Whether it answered well, but not before nearly all of its caller's wait was over. */
  private static boolean isLate(TraceFacts facts, int server, int call) {
    long sinceNanos = facts.trace().endNanos(server) - facts.trace().startNanos(call);
    return facts.calls().outcome(server) == Outcome.OK
        && sinceNanos >= NEARLY_ALL * facts.trace().durationNanos(call);
  }

  /**
   * Whether a server tells only that its caller had given up: it was cancelled, as far as its
   * outcome or what it tells of its failure says, or found the caller's time limit exceeded when
   * that had long gone.
   */
  static boolean isEndedByCaller(TraceFacts facts, int server) {
    int call = facts.trace().parent(server);
    if (call < 0
        || facts.calls().kind(server) != SpanKind.SERVER
        || facts.calls().kind(call) != SpanKind.CLIENT
        || !gaveUp(facts.calls().outcome(call))) {
      return false;
    }
    long lateNanos = facts.trace().endNanos(server) - facts.trace().endNanos(call);
    return facts.calls().outcome(server) == Outcome.TIMEOUT
        ? lateNanos > NOTICED_NANOS
        : lateNanos >= -NOTICED_NANOS && isCancelled(facts, server);
  }

  private static boolean gaveUp(Outcome outcome) {
    return outcome == Outcome.TIMEOUT || outcome == Outcome.CANCELLED;
  }

  private static boolean isCancelled(TraceFacts facts, int server) {
    if (facts.calls().outcome(server) == Outcome.CANCELLED) {
      return true;
    }
    String failure = facts.failures().of(server).text().toLowerCase(Locale.ROOT);
    return facts.calls().outcome(server).isFailure()
        && (failure.contains("canceled")
            || failure.contains("cancelled")
            || failure.contains("cancellation"));
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
