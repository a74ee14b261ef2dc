package io.longpole.analyzer.path;

import io.longpole.analyzer.evidence.OperationKeys;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import org.jspecify.annotations.Nullable;

/**
 * What other traces tell of the order of calls in this one, by node.
 *
 * <p>Every child has the number of its operation among those of its siblings; what holds of two
 * operations holds of all their spans below one parent. 5 to 9 bytes a span, nothing without
 * evidence. Time in proportion to the children and the distinct operations among them.
 */
public final class SiblingOrder {

  /** Nothing is known from other traces. */
  public static final SiblingOrder NONE =
      new SiblingOrder(0, new byte[0], new OrderEvidence.Verdicts[0]);

  private final long evidenceTraces;
  private final byte[] slots;
  private final OrderEvidence.@Nullable Verdicts[] below;

  private SiblingOrder(
      long evidenceTraces, byte[] slots, OrderEvidence.@Nullable Verdicts[] below) {
    this.evidenceTraces = evidenceTraces;
    this.slots = slots;
    this.below = below;
  }

  /** Looks up the operations of a trace. */
  public static SiblingOrder of(Trace trace, OrderEvidence evidence, OperationKeys keys) {
    if (evidence.traces() == 0) {
      return NONE;
    }
    byte[] slots = new byte[trace.size()];
    OrderEvidence.@Nullable Verdicts[] below = new OrderEvidence.Verdicts[trace.size()];
    for (int parent = 0; parent < trace.size(); parent++) {
      if (trace.childCount(parent) == 0) {
        continue;
      }
      OrderEvidence.Verdicts verdicts = evidence.below(keys.versionedOperation(trace.span(parent)));
      below[parent] = verdicts;
      if (verdicts != null) {
        int first = trace.firstChild(parent);
        for (int child = first; child < first + trace.childCount(parent); child++) {
          slots[child] = (byte) verdicts.slot(keys.operation(trace.span(child)));
        }
      }
    }
    return new SiblingOrder(evidence.traces(), slots, below);
  }

  /** How many traces the evidence comes from. */
  public long evidenceTraces() {
    return evidenceTraces;
  }

  /** Whether the child goes on after such parents as a rule, so that they do not wait for it. */
  boolean isAsynchronous(Trace trace, int child) {
    OrderEvidence.Verdicts verdicts = verdicts(trace.parent(child));
    return verdicts != null
        && verdicts.isAsynchronous(slots[child])
        && !(trace.span(child).kind() == SpanKind.SERVER
            && trace.span(trace.parent(child)).kind() == SpanKind.CLIENT);
  }

  /** Whether the child ends with such parents as a rule. */
  boolean isSynchronous(Trace trace, int child) {
    OrderEvidence.Verdicts verdicts = verdicts(trace.parent(child));
    return verdicts != null && verdicts.isSynchronous(slots[child]);
  }

  /** Whether some child of the parent may not wait for another that ended before it began. */
  boolean mayRefute(int parent) {
    OrderEvidence.Verdicts verdicts = verdicts(parent);
    return verdicts != null && verdicts.anyRefuted();
  }

  /** Whether b, a child of the same parent as a, does not wait for a. */
  boolean isRefuted(int parent, int a, int b) {
    OrderEvidence.Verdicts verdicts = verdicts(parent);
    return verdicts != null && verdicts.isRefuted(slots[a], slots[b]);
  }

  /** Whether b, a child of the same parent as a, is known to wait for a. */
  boolean isProven(int parent, int a, int b) {
    OrderEvidence.Verdicts verdicts = verdicts(parent);
    return verdicts != null && verdicts.isProven(slots[a], slots[b]);
  }

  /** The operation of a child among those of its siblings: 0 to {@link Waits#SLOTS} − 1. */
  int slot(int child) {
    return slots[child];
  }

  /** Whether children of that operation do not wait for the child. */
  boolean isRefutedFor(int parent, int child, int slotOfWaiting) {
    OrderEvidence.Verdicts verdicts = verdicts(parent);
    return verdicts != null && verdicts.isRefuted(slots[child], slotOfWaiting);
  }

  /** The operations that the child does not wait for, as bits. */
  long refutedFor(int parent, int child) {
    OrderEvidence.Verdicts verdicts = verdicts(parent);
    return verdicts == null ? 0 : verdicts.refutedFor(slots[child]);
  }

  private OrderEvidence.@Nullable Verdicts verdicts(int parent) {
    return below.length == 0 || parent < 0 ? null : below[parent];
  }
}
