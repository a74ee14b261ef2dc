package io.longpole.analyzer.whatif;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.whatif.Prediction.OfTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A change of one operation, predicted for trace after trace, and for their endpoints.
 *
 * <p>Keeps at most 2,000 traces' durations an endpoint; one object serves one thread.
 */
public final class OperationWhatIf {

  private final String id;
  private final OrderEvidence evidence;
  private final Analysis analysis;
  private final List<OfTrace> predictions = new ArrayList<>();
  private final Map<String, EndpointSample> endpoints = new TreeMap<>();

  /** A prediction with that id, of traces that an analysis with these settings is good for. */
  public OperationWhatIf(String id, OrderEvidence evidence, Analysis analysis) {
    this.id = id;
    this.evidence = evidence;
    this.analysis = analysis;
  }

  /** Predicts a trace, if it has matching spans; it counts for its endpoint in any case. */
  public void add(Trace trace, Scenario.Operation selection, Scenario.Alteration alteration) {
    List<Integer> nodes = matching(trace, selection);
    if (nodes.isEmpty()) {
      addUntouched(trace.service(), trace.operation(), trace.id(), trace.durationNanos(0));
    } else {
      add(new TraceModel(trace, evidence, analysis), alteration, nodes);
    }
  }

  void add(TraceModel model, Scenario.Alteration alteration, List<Integer> nodes) {
    Altered.Selected selected = Altered.selected(model, alteration, nodes);
    OfTrace predicted = Altered.predict(model, alteration, selected, List.of());
    predictions.add(predicted);
    Trace trace = model.trace();
    endpoint(trace.service(), trace.operation()).add(model, selected.blocking(), predicted);
  }

  /** Counts a trace without matching spans for its endpoint: service and name of its main root. */
  public void addUntouched(String service, String operation, TraceId traceId, long nanos) {
    endpoint(service, operation).addUntouched(traceId, nanos);
  }

  /** Counts traces of an endpoint that were not looked at, since enough were. */
  public void addUnread(String service, String operation, long traces) {
    endpoint(service, operation).addUnread(traces);
  }

  private EndpointSample endpoint(String service, String operation) {
    return endpoints.computeIfAbsent(
        service + " " + analysis.template(operation), EndpointSample::new);
  }

  /** What was predicted so far. */
  public Prediction prediction() {
    List<Prediction.OfEndpoint> ofEndpoints =
        endpoints.values().stream()
            .filter(EndpointSample::isSelected)
            .map(endpoint -> endpoint.predict(evidence.traces()))
            .toList();
    return new Prediction(id, predictions, ofEndpoints, List.of());
  }

  /** The spans of that service and name, as it is or with the values in it left out. */
  List<Integer> matching(Trace trace, Scenario.Operation selection) {
    List<Integer> nodes = new ArrayList<>();
    for (int node = 0; node < trace.size(); node++) {
      Span span = trace.span(node);
      if (span.service().equals(selection.service())
          && (span.name().equals(selection.operation())
              || analysis.template(span.name()).equals(selection.operation()))) {
        nodes.add(node);
      }
    }
    return nodes;
  }
}
