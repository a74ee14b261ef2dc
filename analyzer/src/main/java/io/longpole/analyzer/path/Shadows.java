package io.longpole.analyzer.path;

import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;

/**
 * Finds spans that only wait for a call beside them, as reactive frameworks show them: the span of
 * a handler ends when the call that it has sent is answered, but both are children of the request.
 *
 * <p>Example: below a gateway's request 0–100 {@code FilteringWebHandler.handle} 1–99 and its
 * {@code HTTP POST} 2–99.5: were the call done in 50, so would be the handler. A shadow is an
 * internal span without children, which begins no later than a call of its service, ends with it
 * but for a hundredth or a millisecond, and is covered by it to nine tenths. Linear in the children
 * of a parent: of each only the few that end next to it are looked at.
 */
final class Shadows {

  static final int NONE = -1;

  private static final int NEIGHBOURS = 8;
  private static final int COVERED_PERCENT = 90;

  private final Trace trace;
  private final Blocking blocking;

  Shadows(Trace trace, Blocking blocking) {
    this.trace = trace;
    this.blocking = blocking;
  }

  /**
   * The call that a child waits for, or {@link #NONE}.
   *
   * @param at its position in {@link Blocking#childrenByEnd}
   * @param from where the children of its parent begin there
   * @param to where they end
   */
  int callOf(int at, int from, int to) {
    int child = blocking.childrenByEnd[at];
    if (trace.childCount(child) > 0 || trace.span(child).kind() != SpanKind.INTERNAL) {
      return NONE;
    }
    int last = Math.min(to, at + NEIGHBOURS + 1);
    for (int other = Math.max(from, at - NEIGHBOURS); other < last; other++) {
      if (other != at && isShadow(child, blocking.childrenByEnd[other])) {
        return blocking.childrenByEnd[other];
      }
    }
    return NONE;
  }

  private boolean isShadow(int child, int call) {
    Span span = trace.span(call);
    long duration = blocking.end[child] - blocking.start[child];
    long apart = Math.abs(blocking.end[child] - blocking.end[call]);
    long covered =
        Math.min(blocking.end[child], blocking.end[call])
            - Math.max(blocking.start[child], blocking.start[call]);
    return span.kind() == SpanKind.CLIENT
        && blocking.start[child] <= blocking.start[call]
        && apart <= Blocking.smallOverflow(duration)
        && 100 * covered >= COVERED_PERCENT * duration
        && span.service().equals(trace.span(child).service());
  }
}
