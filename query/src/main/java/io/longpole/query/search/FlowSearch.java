package io.longpole.query.search;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.flow.Continuations;
import io.longpole.analyzer.flow.Flow;
import io.longpole.analyzer.flow.Flows;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.proto.query.v1.FlowsView;
import io.longpole.query.index.Existing;
import io.longpole.query.index.FoundTrace;
import io.longpole.query.index.FoundTraces;
import io.longpole.query.index.IndexView;
import io.longpole.query.report.FlowMessages;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the messages of one trace through others: back along the links of its spans, forward to
 * the traces that link to it.
 *
 * <p>Nothing is kept of a message beside the two spans, so it is found whichever of their traces
 * was stored first. At most {@value #MAX_TRACES} traces are read.
 */
final class FlowSearch {

  private static final int MAX_TRACES = 64;

  private final IndexView view;
  private final StoredTraces stored;
  private final Settings settings;
  private final OrderEvidence order;
  private final Map<TraceId, Trace> traces = new LinkedHashMap<>();
  private boolean cut;

  FlowSearch(IndexView view, StoredTraces stored, Settings settings, OrderEvidence order) {
    this.view = view;
    this.stored = stored;
    this.settings = settings;
    this.order = order;
  }

  /** The flows through a trace; empty if it is not stored. */
  Optional<FlowsView> through(TraceId id, Existing existing) {
    if (!read(id, existing)) {
      return Optional.empty();
    }
    follow(id, this::senders);
    follow(id, this::takers);
    Continuations messages = Continuations.among(traces.values());
    Analysis analysis = new Analysis(settings);
    Flows.Found found = Flows.through(id, messages.all(), trace -> analysis.path(trace, order));
    FlowsView.Builder answer = FlowsView.newBuilder();
    for (Flow flow : found.flows()) {
      answer.addFlows(FlowMessages.of(flow));
    }
    answer.setUnresolvedLinks(messages.unresolvedLinks(id));
    return Optional.of(cut || found.more() ? partial(answer) : answer.build());
  }

  private FlowsView partial(FlowsView.Builder answer) {
    return answer
        .setPartial(true)
        .setMessage(
            "not all is shown: at most "
                + MAX_TRACES
                + " traces are followed, and "
                + Flows.MAX_FLOWS
                + " flows listed")
        .build();
  }

  /** Other traces that a trace leads to. */
  private interface Direction {
    List<FoundTrace> from(Trace trace);
  }

  private void follow(TraceId from, Direction direction) {
    Deque<TraceId> open = new ArrayDeque<>(List.of(from));
    Set<TraceId> followed = new LinkedHashSet<>(open);
    for (TraceId next = open.poll(); next != null; next = open.poll()) {
      Trace trace = traces.get(next);
      if (trace == null) {
        continue;
      }
      for (FoundTrace other : direction.from(trace)) {
        if (followed.add(other.id()) && read(other.id(), other.existing())) {
          open.add(other.id());
        }
      }
    }
  }

  private List<FoundTrace> senders(Trace trace) {
    Set<TraceId> linked = new LinkedHashSet<>();
    for (int node = 0; node < trace.size(); node++) {
      for (SpanLink link : trace.span(node).links()) {
        linked.add(link.traceId());
      }
    }
    List<FoundTrace> found = new ArrayList<>();
    for (TraceId id : linked) {
      if (found.size() == MAX_TRACES) {
        cut = true;
        break;
      }
      view.find(id).ifPresent(existing -> found.add(new FoundTrace(id, 0, existing)));
    }
    return found;
  }

  private List<FoundTrace> takers(Trace trace) {
    FoundTraces found = view.linkingTo(trace.id(), MAX_TRACES);
    cut |= found.matched() > found.traces().size();
    return found.traces();
  }

  private boolean read(TraceId id, Existing existing) {
    if (traces.containsKey(id)) {
      return true;
    }
    if (traces.size() == MAX_TRACES) {
      cut = true;
      return false;
    }
    stored
        .read(id, existing)
        .ifPresent(trace ->
            traces.put(id, Assembly.assemble(id, trace.spans(), List.of(), settings.assembly())));
    return traces.containsKey(id);
  }
}
