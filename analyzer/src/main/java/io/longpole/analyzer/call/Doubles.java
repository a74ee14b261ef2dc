package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls that two instrumentations of one service show: a mapper's span, and alone within it the
 * driver's span of the same question. They are one call.
 *
 * <p>Example: three spans of an object mapper, in each one span of the database driver with the
 * same statement: three calls, not six. The outer one stands for both, for its siblings are the
 * calls that it is compared with; it asks what the one of them says that says more. Only where the
 * outer span is INTERNAL the inner one stands for both: what is called has its limits and its
 * duration there. An outer call with several inner ones is none of these: it may be what loops.
 * Linear in such calls.
 */
final class Doubles {

  private static final int SEVERAL = -2;

  /** Times may be rounded to milliseconds. */
  private static final long ROUNDING_NANOS = 1_000_000;

  private final List<int[]> nested = new ArrayList<>();
  private final Map<Integer, Integer> innerOf = new HashMap<>();
  private final BitSet spoken = new BitSet();

  /** Notes a call within another of its class; in order of node, an outer call before its inner. */
  void add(int inner, int outer) {
    nested.add(new int[] {inner, outer});
    innerOf.merge(outer, inner, (one, other) -> SEVERAL);
  }

  /** Notes that a call carries the text of what it asks. */
  void speaks(int node) {
    spoken.set(node);
  }

  /** Whether a call carries the text of what it asks. */
  boolean isSpoken(int node) {
    return spoken.get(node);
  }

  /** Makes one call of each pair. */
  void join(@Nullable Call[] calls, Trace trace, SpanKind[] kinds) {
    if (nested.isEmpty()) {
      return;
    }
    List<int[]> pairs = new ArrayList<>();
    for (int[] pair : nested) {
      Call inner = calls[pair[0]];
      Call outer = calls[pair[1]];
      if (innerOf.getOrDefault(pair[1], SEVERAL) == pair[0]
          && inner != null
          && outer != null
          && lies(trace, pair[0], pair[1])
          && isSame(inner, outer)) {
        pairs.add(pair);
      }
    }
    Map<Integer, Integer> wholes = new HashMap<>();
    for (int[] pair : pairs.reversed()) {
      int within = wholes.getOrDefault(pair[0], pair[0]);
      Call inner = calls[within];
      Call outer = calls[pair[1]];
      if (kinds[pair[1]] == SpanKind.INTERNAL) {
        wholes.put(pair[1], within);
      } else if (inner != null && outer != null && saysMore(inner, outer)) {
        calls[pair[1]] = asking(outer, inner);
        spoken.set(pair[1], spoken.get(pair[1]) || spoken.get(within));
      }
    }
    for (int[] pair : pairs) {
      int whole = wholes.getOrDefault(pair[1], pair[1]);
      wholes.put(pair[0], whole);
      makePart(calls, pair[0], whole);
      makePart(calls, pair[1], whole);
    }
  }

  private static boolean lies(Trace trace, int inner, int outer) {
    return trace.startNanos(inner) >= trace.startNanos(outer) - ROUNDING_NANOS
        && trace.endNanos(inner) <= trace.endNanos(outer) + ROUNDING_NANOS;
  }

  private boolean isSame(Call inner, Call outer) {
    if (inner.noise() != Noise.NONE || outer.noise() != Noise.NONE || outer.batch()) {
      return false;
    }
    if (outer.callClass() == CallClass.OTHER) {
      return false;
    }
    if (!isStore(outer.callClass())) {
      return inner.key().equals(outer.key()) && !inner.arguments().differsFrom(outer.arguments());
    }
    boolean bothSpeak = spoken.get(inner.node()) && spoken.get(outer.node());
    return !bothSpeak || inner.text().equals(outer.text());
  }

  private static boolean isStore(CallClass callClass) {
    return switch (callClass) {
      case DB, CACHE, SEARCH -> true;
      case HTTP, ASSET, RPC, MESSAGING, FAAS, OTHER -> false;
    };
  }

  /** The driver's words are nearer to what is sent; but a text and values are more than none. */
  private boolean saysMore(Call inner, Call outer) {
    if (spoken.get(outer.node()) && !spoken.get(inner.node())) {
      return false;
    }
    return inner.arguments().known() || !outer.arguments().known();
  }

  private static Call asking(Call outer, Call inner) {
    return new Call(
        outer.node(),
        inner.subject(),
        outer.outcome() == Outcome.OK ? inner.outcome() : outer.outcome(),
        outer.httpStatus(),
        inner.arguments(),
        inner.size(),
        inner.batch(),
        outer.attempt(),
        outer.partOf());
  }

  private static void makePart(@Nullable Call[] calls, int node, int whole) {
    Call part = calls[node];
    if (part != null && node != whole) {
      calls[node] =
          new Call(
              node,
              part.subject(),
              part.outcome(),
              part.httpStatus(),
              part.arguments(),
              part.size(),
              part.batch(),
              part.attempt(),
              whole);
    }
  }
}
