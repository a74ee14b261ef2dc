package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.model.Trace;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;

/**
 * What most detectors ask of each call of a trace, read in one pass: its node, whether a detector
 * of loops and repeats may look at it, and whether anybody could feel how long it takes.
 *
 * <p>Example: three calls of 1, 7 and 2 ms: only the one at position 1 is felt, and the detectors
 * of slow calls look at that one alone.
 */
final class CallTable {

  /** Shorter calls are of no interest to detectors that judge single calls by their duration. */
  static final long LEAST_FELT_NANOS = 5_000_000;

  private final int[] nodes;
  private final BitSet free;
  private final int[] felt;
  private final EnumSet<CallClass> classes = EnumSet.noneOf(CallClass.class);

  CallTable(Trace trace, Calls calls, CallKeys keys) {
    this.nodes = new int[calls.count()];
    this.free = new BitSet(nodes.length);
    int[] longOnes = new int[nodes.length];
    int count = 0;
    for (int position = 0; position < nodes.length; position++) {
      Call call = calls.get(position);
      int node = call.node();
      nodes[position] = node;
      classes.add(call.callClass());
      if (keys.key(position) != TraceFacts.NO_KEY
          && call.partOf() < 0
          && call.callClass() != CallClass.ASSET) {
        free.set(position);
      }
      if (trace.durationNanos(node) >= LEAST_FELT_NANOS) {
        longOnes[count++] = position;
      }
    }
    this.felt = Arrays.copyOf(longOnes, count);
  }

  int count() {
    return nodes.length;
  }

  /** Whether any call is of that class. */
  boolean has(CallClass callClass) {
    return classes.contains(callClass);
  }

  int node(int position) {
    return nodes[position];
  }

  /** Whether detectors of loops and repeats may still look at a call. */
  boolean isFree(int position) {
    return free.get(position);
  }

  /** Takes a call from the detectors that come later. */
  void use(int position) {
    free.clear(position);
  }

  /** The positions of the calls of at least {@link #LEAST_FELT_NANOS}, ascending. */
  int[] felt() {
    return felt;
  }
}
