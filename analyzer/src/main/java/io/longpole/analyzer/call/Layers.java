package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Subject;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Calls that lie within calls of the same service: the HTTP transport of a database or RPC client,
 * the attempts of a gRPC call, the next page of a cursor, the further commands of a pipeline.
 */
final class Layers {

  private static final int NONE = -1;

  private final Trace trace;
  private final SpanKind[] kinds;
  private final CallClass[] classes;
  private final int[] nearest;
  private Map<Integer, Transports> transports = Map.of();
  private Map<String, Integer> finds = Map.of();
  private Map<String, Integer> pipelines = Map.of();

  /** What is known of the transport spans below one call, in order of start. */
  private static final class Transports {
    private int repeats;
    private int highestOrdinal;
    private boolean lastFailed;
  }

  Layers(Trace trace, SpanKind[] kinds) {
    this.trace = trace;
    this.kinds = kinds;
    classes = new CallClass[trace.size()];
    nearest = new int[trace.size()];
    Arrays.fill(nearest, NONE);
  }

  /** The nearest call above a node in the same service with nothing but INTERNAL between; or −1. */
  int outer(int node) {
    int parent = trace.parent(node);
    boolean inside = parent >= 0 && trace.span(parent).service().equals(trace.span(node).service());
    int outer = inside ? nearest[parent] : NONE;
    nearest[node] = kinds[node] == SpanKind.INTERNAL ? outer : NONE;
    return outer;
  }

  /** Notes a call, so that it is found as the outer one of what lies below. */
  void enter(int node, CallClass callClass) {
    nearest[node] = node;
    classes[node] = callClass;
  }

  /** Whether a call of that class is only the transport of the outer one. */
  boolean isTransport(CallClass callClass, int outer) {
    if (outer < 0 || kinds[outer] == SpanKind.INTERNAL) {
      return false;
    }
    return callClass == CallClass.HTTP
        && switch (classes[outer]) {
          case DB, SEARCH, RPC, FAAS, MESSAGING -> true;
          case CACHE, HTTP, ASSET, OTHER -> false;
        };
  }

  /** Notes the transport of an outer call, in order of start. */
  void addTransport(int node, int outer, Outcome outcome, int ordinal) {
    nearest[node] = outer;
    if (transports.isEmpty()) {
      transports = new HashMap<>();
    }
    Transports below = transports.computeIfAbsent(outer, key -> new Transports());
    if (ordinal > 0 || below.lastFailed) {
      below.repeats++;
    }
    below.highestOrdinal = Math.max(below.highestOrdinal, ordinal);
    below.lastFailed = outcome == Outcome.RETRYABLE || outcome == Outcome.TIMEOUT;
  }

  /** How often the transport below a call sent it again. */
  int resends(int node) {
    Transports below = transports.get(node);
    return below == null ? 0 : Math.max(below.repeats, below.highestOrdinal);
  }

  /**
   * The call that this one is a part of: the Sent of an Attempt, the find of a getMore, others; or
   * −1.
   */
  int partOf(int node, int outer, Subject subject, Facts facts) {
    boolean within = outer >= 0 && classes[outer] == subject.callClass();
    if (within && ConnectionNoise.isStep(trace.span(node).name())) {
      return outer;
    }
    if (subject.callClass() == CallClass.RPC) {
      boolean attempt =
          outer >= 0
              && trace.span(node).name().startsWith(RpcNames.ATTEMPT)
              && trace.span(outer).name().startsWith(RpcNames.SENT);
      return attempt ? outer : NONE;
    }
    if (facts.text(Fact.DB_SYSTEM).equals("mongodb")) {
      return cursor(node, subject, facts);
    }
    return subject.callClass() == CallClass.CACHE ? pipeline(node, subject, facts) : NONE;
  }

  /**
   * The first command of the pipeline that a command runs in. Some clients have a span for each:
   * those below one span that run at once went out together.
   */
  private int pipeline(int node, Subject subject, Facts facts) {
    String operation = facts.text(Fact.DB_OPERATION);
    if (!CacheCommand.isOneOfSeveral(operation)) {
      return NONE;
    }
    if (pipelines.isEmpty()) {
      pipelines = new HashMap<>();
    }
    String place =
        trace.parent(node)
            + "|"
            + subject.target()
            + "|"
            + operation.substring(0, operation.indexOf(' '));
    int first = pipelines.getOrDefault(place, NONE);
    if (first >= 0 && trace.startNanos(node) < trace.endNanos(first)) {
      return first;
    }
    pipelines.put(place, node);
    return NONE;
  }

  private int cursor(int node, Subject subject, Facts facts) {
    String operation = facts.text(Fact.DB_OPERATION);
    boolean more =
        operation.equalsIgnoreCase(DocumentCalls.GET_MORE)
            || (operation.isEmpty() && startsWithGetMore(facts.text(Fact.DB_TEXT)));
    String place =
        trace.parent(node)
            + "|"
            + subject.target()
            + "|"
            + facts.text(Fact.DB_NAMESPACE)
            + "|"
            + subject.collection();
    if (more) {
      return finds.getOrDefault(place, NONE);
    }
    if (finds.isEmpty()) {
      finds = new HashMap<>();
    }
    if (subject.effect() == Effect.READ) {
      finds.put(place, node);
    }
    return NONE;
  }

  /** Whether the first word of a command is that; it may also be a value further on. */
  private static boolean startsWithGetMore(String text) {
    int at = 0;
    while (at < text.length() && !Character.isLetter(text.charAt(at))) {
      at++;
    }
    return text.regionMatches(true, at, DocumentCalls.GET_MORE, 0, DocumentCalls.GET_MORE.length());
  }
}
