package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one trace, which are its SERVER and CONSUMER spans, and which of them each span
 * belongs to; found when first asked for, one pass each.
 *
 * <p>Example: server 0 calls with client 1 server 2, which works in 3: the requests are 0 and 2, 1
 * belongs to 0, 3 to 2, and all hang under the root 0.
 */
final class Requests {

  private final Trace trace;
  private final Calls calls;
  private int @Nullable [] nodes;
  private int @Nullable [] entries;
  private int @Nullable [] roots;

  Requests(Trace trace, Calls calls) {
    this.trace = trace;
    this.calls = calls;
  }

  boolean isEntry(int node) {
    SpanKind kind = calls.kind(node);
    return kind == SpanKind.SERVER || kind == SpanKind.CONSUMER;
  }

  /** The nodes of all requests, parents first. */
  int[] nodes() {
    int[] known = nodes;
    if (known == null) {
      int[] found = new int[trace.size()];
      int count = 0;
      for (int node = 0; node < found.length; node++) {
        if (isEntry(node)) {
          found[count++] = node;
        }
      }
      known = Arrays.copyOf(found, count);
      nodes = known;
    }
    return known;
  }

  /** The nearest request from a node upwards, itself included; else its root. */
  int entry(int node) {
    int[] known = entries;
    if (known == null) {
      known = new int[trace.size()];
      for (int i = 0; i < known.length; i++) {
        int parent = trace.parent(i);
        known[i] = parent < 0 || isEntry(i) ? i : known[parent];
      }
      entries = known;
    }
    return known[node];
  }

  /** The root that a node hangs under. */
  int root(int node) {
    int[] known = roots;
    if (known == null) {
      known = new int[trace.size()];
      for (int i = 0; i < known.length; i++) {
        int parent = trace.parent(i);
        known[i] = parent < 0 ? i : known[parent];
      }
      roots = known;
    }
    return known[node];
  }
}
