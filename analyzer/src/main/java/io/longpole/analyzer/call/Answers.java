package io.longpole.analyzer.call;

import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which span of another component answers a call: its first SERVER or CONSUMER child, also through
 * the transport and attempts below it.
 *
 * <p>A call that nobody answered (a refused connection among retries, say) borrows the answer of
 * its siblings of the same name and address, if they agree; else the attempts of one call would
 * have two keys.
 */
final class Answers {

  private static final int NONE = -1;
  private static final int AMBIGUOUS = -2;

  private final Trace trace;
  private final SpanKind[] kinds;
  private final CallCache cache;
  private final int[] direct;
  private final int[] through;
  private final boolean any;
  private int siblingsOf = NONE;
  private Map<String, Integer> siblings = Map.of();

  Answers(Trace trace, SpanKind[] kinds, CallCache cache) {
    this.trace = trace;
    this.cache = cache;
    this.kinds = kinds;
    direct = new int[trace.size()];
    Arrays.fill(direct, NONE);
    boolean found = false;
    for (int node = trace.size() - 1; node >= 0; node--) {
      int parent = trace.parent(node);
      if (parent >= 0 && isAsking(kinds[parent]) && isAnswering(kinds[node])) {
        direct[parent] = node;
        found = true;
      }
    }
    any = found;
    through = any ? throughLayers() : direct;
  }

  private int[] throughLayers() {
    int[] result = direct.clone();
    for (int node = trace.size() - 1; node > 0; node--) {
      int parent = trace.parent(node);
      boolean passes =
          parent >= 0
              && result[node] >= 0
              && direct[parent] < 0
              && !isAnswering(kinds[node])
              && !isAnswering(kinds[parent])
              && trace.span(node).service().equals(trace.span(parent).service());
      if (passes) {
        result[parent] = result[node];
      }
    }
    return result;
  }

  private static boolean isAsking(SpanKind kind) {
    return kind == SpanKind.CLIENT || kind == SpanKind.PRODUCER;
  }

  private static boolean isAnswering(SpanKind kind) {
    return kind == SpanKind.SERVER || kind == SpanKind.CONSUMER;
  }

  /** The first SERVER or CONSUMER child of a node, −1 if there is none. */
  int direct(int node) {
    return direct[node];
  }

  /** The span that answers a call, −1 if there is none. */
  int of(int node) {
    return through[node];
  }

  /** The answer of the siblings of an unanswered call whose facts are read; −1 if there is none. */
  int ofSiblings(int node, Facts facts) {
    int parent = trace.parent(node);
    if (!any || parent < 0 || trace.childCount(parent) < 2) {
      return NONE;
    }
    if (siblingsOf != parent) {
      siblingsOf = parent;
      siblings = answersBelow(parent);
    }
    if (siblings.isEmpty()) {
      return NONE;
    }
    return Math.max(siblings.getOrDefault(place(trace.span(node)), NONE), NONE);
  }

  private Map<String, Integer> answersBelow(int parent) {
    Map<String, Integer> result = new HashMap<>();
    int first = trace.firstChild(parent);
    for (int node = first; node < first + trace.childCount(parent); node++) {
      int answer = through[node];
      if (answer >= 0 && isAsking(kinds[node])) {
        result.merge(
            place(trace.span(node)),
            answer,
            (one, other) -> one >= 0 && isSame(one, other) ? one : AMBIGUOUS);
      }
    }
    return result;
  }

  private boolean isSame(int one, int other) {
    return trace.span(one).service().equals(trace.span(other).service())
        && trace.span(one).name().equals(trace.span(other).name());
  }

  /** Who is asked, as the caller says it: service, span name, host, and path template. */
  private String place(Span span) {
    StringBuilder out = new StringBuilder(span.service()).append('|').append(span.name());
    for (String name :
        new String[] {"server.address", "server.port", "net.peer.name", "net.peer.port"}) {
      Object value = span.attributes().get(name);
      out.append('|').append(value == null ? "" : value);
    }
    for (String name :
        new String[] {"url.full", "http.url", "url.path", "http.target", "http.path"}) {
      String value = span.attributes().text(name);
      if (value != null) {
        return out.append('|').append(cache.url(value).template()).toString();
      }
    }
    return out.toString();
  }
}
