package io.longpole.analyzer.whatif;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.detect.RetriedCall;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.BindingPairs;
import io.longpole.analyzer.path.Change;
import io.longpole.analyzer.path.PathAnalysis;
import io.longpole.analyzer.path.Sweep;
import io.longpole.analyzer.whatif.Prediction.Note;
import io.longpole.analyzer.whatif.Prediction.OfTrace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One trace, ready for any number of predictions; its parts are made when first needed. */
final class TraceModel {

  private final Trace trace;
  private final PathAnalysis path;
  private final Analysis analysis;
  private final Sweep sweep;
  private final Sweep sweepOfAll;
  private @Nullable Calls calls;
  private @Nullable List<RetriedCall> retried;
  private @Nullable Map<Long, Integer> nodeOfId;
  private boolean @Nullable [] isBelowMainRoot;

  TraceModel(Trace trace, OrderEvidence evidence, Analysis analysis) {
    this.trace = trace;
    this.analysis = analysis;
    this.path = analysis.path(trace, evidence);
    this.sweep = Sweep.of(trace, path);
    this.sweepOfAll = path.mayRefute() ? Sweep.withNoneRefuted(trace, path) : sweep;
  }

  Trace trace() {
    return trace;
  }

  /** The node with that id, as it is shown. */
  OptionalInt node(long spanId) {
    Map<Long, Integer> known = nodeOfId;
    if (known == null) {
      known = new HashMap<>();
      for (int node = 0; node < trace.size(); node++) {
        known.put(trace.spanId(node), node);
      }
      nodeOfId = known;
    }
    Integer node = known.get(spanId);
    return node == null ? OptionalInt.empty() : OptionalInt.of(node);
  }

  /** Those of the nodes that hold up the main root. */
  List<Integer> blocking(List<Integer> nodes) {
    return nodes.stream().filter(node -> path.isBlocking(node) && isBelowMainRoot(node)).toList();
  }

  private boolean isBelowMainRoot(int node) {
    boolean[] known = isBelowMainRoot;
    if (known == null) {
      known = new boolean[trace.size()];
      known[0] = true;
      for (int i = trace.rootCount(); i < known.length; i++) {
        known[i] = known[trace.parent(i)];
      }
      isBelowMainRoot = known;
    }
    return known[node];
  }

  /** Attempts of calls that were tried again; of those calls one of which the nodes are. */
  List<RetriedCall> retriedCalls(List<Integer> nodes) {
    List<RetriedCall> known = retried;
    if (known == null) {
      known = analysis.retriedCalls(trace, path, calls());
      retried = known;
    }
    Set<Integer> selected = new LinkedHashSet<>(nodes);
    return known.stream()
        .filter(call -> call.nodes().stream().anyMatch(selected::contains))
        .toList();
  }

  /** Attempts as the nodes say, by parent. */
  List<RetriedCall> attempts(List<Integer> nodes) {
    List<RetriedCall> attempts = new ArrayList<>();
    for (List<Integer> group : sweep.groups(nodes)) {
      int last = group.get(group.size() - 1);
      attempts.add(new RetriedCall(group, calls().outcome(last) == Outcome.OK));
    }
    return attempts;
  }

  private Calls calls() {
    Calls known = calls;
    if (known == null) {
      known = analysis.calls(trace);
      calls = known;
    }
    return known;
  }

  /** Nothing would change. */
  OfTrace unchanged(List<Note> notes) {
    long original = trace.durationNanos(0);
    return new OfTrace(trace.id(), original, original, 0, 0, notes);
  }

  OfTrace predict(List<Change> changes, List<Note> notesBefore) {
    long original = trace.durationNanos(0);
    Sweep.Predicted predicted = sweep.predicted(changes);
    long saving = original - predicted.nanos();
    long ofAll = sweepOfAll == sweep ? saving : original - sweepOfAll.predicted(changes).nanos();
    List<Note> notes = new ArrayList<>(notesBefore);
    if (predicted.noGain()) {
      notes.add(Note.NO_GAIN);
    }
    return new OfTrace(
        trace.id(),
        original,
        predicted.nanos(),
        Math.min(saving, ofAll),
        Math.max(saving, ofAll),
        notes);
  }

  BindingPairs pairsAbove(List<Integer> nodes) {
    return BindingPairs.above(nodes, trace, path);
  }
}
