package io.longpole.analyzer;

import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.evidence.OrderVotes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.path.TraceVote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The traces of a window and what all of them together tell of the order of calls.
 *
 * @param traces by id
 * @param evidence from all traces; {@link OrderEvidence#NONE} if the settings forbid it
 */
public record Window(List<Trace> traces, OrderEvidence evidence) {

  public Window {
    traces = List.copyOf(traces);
  }

  /** Assembles traces and lets them vote, by id, so that the order of the spans does not matter. */
  public static Window of(
      List<Span> spans,
      Map<TraceId, List<LogRecord>> logsOf,
      Settings settings,
      Analysis analysis) {
    Map<TraceId, List<Span>> spansOf = new TreeMap<>();
    for (Span span : spans) {
      spansOf.computeIfAbsent(span.traceId(), unseen -> new ArrayList<>()).add(span);
    }
    List<Trace> traces = new ArrayList<>(spansOf.size());
    spansOf.forEach((id, spansOfTrace) ->
        traces.add(
            Assembly.assemble(
                id, spansOfTrace, logsOf.getOrDefault(id, List.of()), settings.assembly())));
    return new Window(traces, evidence(traces, settings, analysis));
  }

  private static OrderEvidence evidence(List<Trace> traces, Settings settings, Analysis analysis) {
    if (!settings.path().evidence()) {
      return OrderEvidence.NONE;
    }
    OrderVotes votes = new OrderVotes();
    TraceVote voter = analysis.voter(votes);
    traces.forEach(voter::cast);
    return votes.evidence();
  }
}
