package io.longpole.analyzer.path;

import io.longpole.analyzer.evidence.OperationKeys;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.evidence.OrderVotes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Something to be told of the operations of a trace: as plain sets, and as votes of traces. */
final class Beliefs {

  static final OperationKeys KEYS = new OperationKeys(name -> name);

  private static final int ENOUGH_TRACES = 30;

  private final Set<List<String>> refuted = new HashSet<>();
  private final Set<List<String>> asynchronous = new HashSet<>();
  private final Set<List<String>> synchronous = new HashSet<>();
  private final Map<List<String>, List<Span>> examples = new HashMap<>();

  /** Random ones; none at all for every third trace. */
  static Beliefs random(Random random, Trace trace) {
    Beliefs beliefs = new Beliefs();
    if (random.nextInt(3) == 0) {
      return beliefs;
    }
    for (int a = trace.rootCount(); a < trace.size(); a++) {
      int parent = trace.parent(a);
      for (int b = trace.firstChild(parent);
          b < trace.firstChild(parent) + trace.childCount(parent);
          b++) {
        if (random.nextInt(3) == 0) {
          beliefs.refute(trace.span(parent), trace.span(a), trace.span(b));
        }
      }
      List<String> pair = List.of(operation(trace.span(parent)), operation(trace.span(a)));
      int chance = random.nextInt(8);
      if (chance == 0 && !beliefs.synchronous.contains(pair)) {
        beliefs.asynchronous.add(pair);
      } else if (chance < 3 && !beliefs.asynchronous.contains(pair)) {
        beliefs.synchronous.add(pair);
      }
      beliefs.examples.put(pair, List.of(trace.span(parent), trace.span(a)));
    }
    return beliefs;
  }

  void refute(Span parent, Span a, Span b) {
    List<String> triple = List.of(operation(parent), operation(a), operation(b));
    refuted.add(triple);
    examples.put(triple, List.of(parent, a, b));
  }

  boolean refutesNothing() {
    return refuted.isEmpty();
  }

  boolean isRefuted(Span parent, Span a, Span b) {
    return refuted.contains(List.of(operation(parent), operation(a), operation(b)));
  }

  boolean isAsynchronous(Span parent, Span child) {
    return asynchronous.contains(List.of(operation(parent), operation(child)))
        && !(parent.kind() == SpanKind.CLIENT && child.kind() == SpanKind.SERVER);
  }

  boolean isSynchronous(Span parent, Span child) {
    return synchronous.contains(List.of(operation(parent), operation(child)));
  }

  /** The same as enough traces would tell it. */
  OrderEvidence evidence() {
    OrderVotes votes = new OrderVotes();
    for (int i = 0;
        i < ENOUGH_TRACES
            && !(refuted.isEmpty() && synchronous.isEmpty() && asynchronous.isEmpty());
        i++) {
      for (List<String> pair : asynchronous) {
        saw(votes, pair, true);
      }
      for (List<String> pair : synchronous) {
        saw(votes, pair, false);
      }
      for (List<String> triple : refuted) {
        List<Span> spans = examples.getOrDefault(triple, List.of());
        int parent = votes.parent(KEYS.versionedOperation(spans.get(0)));
        int a = votes.slot(parent, KEYS.operation(spans.get(1)));
        int b = votes.slot(parent, KEYS.operation(spans.get(2)));
        votes.add(parent, a, b, new OrderVotes.Examples(1, 1));
      }
      votes.endTrace();
    }
    return votes.evidence();
  }

  private void saw(OrderVotes votes, List<String> pair, boolean outlives) {
    List<Span> spans = examples.getOrDefault(pair, List.of());
    int parent = votes.parent(KEYS.versionedOperation(spans.get(0)));
    votes.saw(parent, votes.slot(parent, KEYS.operation(spans.get(1))), outlives);
  }

  private static String operation(Span span) {
    return span.service() + "|" + span.name() + "|" + span.kind();
  }
}
