package io.longpole.analyzer.whatif;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Window;
import io.longpole.analyzer.detect.RetriedCall;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.path.Change;
import io.longpole.analyzer.whatif.Prediction.Note;
import io.longpole.analyzer.whatif.Prediction.OfTrace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Predicts scenarios for the traces of a window, each scenario alone.
 *
 * <p>Example: of 40 requests of GET /checkout 30 call the same query 25 times; "batch" gives a
 * prediction for each of the 30, and quantiles of all 40 before and after.
 *
 * <p>Linear in the spans of the window for a scenario by operation, in those of its trace else.
 * Keeps models of traces for the next scenario, so one object serves one thread.
 */
public final class WhatIf {

  /** Models are forgotten beyond so many spans in all. */
  private static final long MAX_MODEL_SPANS = 1_000_000;

  private final Window window;
  private final Analysis analysis;
  private final Map<TraceId, Trace> traceOfId = new HashMap<>();
  private final Map<TraceId, TraceModel> models = new HashMap<>();
  private long modelSpans;

  /** Predictions from an analysis with the settings that the window was assembled with. */
  public WhatIf(Window window, Analysis analysis) {
    this.window = window;
    this.analysis = analysis;
    window.traces().forEach(trace -> traceOfId.put(trace.id(), trace));
  }

  public Prediction predict(Scenario scenario) {
    return switch (scenario.selection()) {
      case Scenario.Spans spans -> ofSpans(scenario, spans);
      case Scenario.Operation operation -> ofOperation(scenario, operation);
    };
  }

  private Prediction ofSpans(Scenario scenario, Scenario.Spans selection) {
    Trace trace = traceOfId.get(selection.traceId());
    if (trace == null) {
      return new Prediction(scenario.id(), List.of(), List.of(), List.of(Note.UNKNOWN_SPAN));
    }
    TraceModel model = model(trace);
    List<Integer> nodes = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    for (long spanId : selection.spanIds()) {
      OptionalInt node = model.node(spanId);
      if (node.isPresent()) {
        nodes.add(node.getAsInt());
      } else if (notes.isEmpty()) {
        notes.add(Note.UNKNOWN_SPAN);
      }
    }
    List<Integer> blocking = model.blocking(nodes);
    OfTrace predicted =
        predict(model, scenario.alteration(), new Selected(nodes, blocking, false), notes);
    return new Prediction(scenario.id(), List.of(predicted), List.of(), List.of());
  }

  private Prediction ofOperation(Scenario scenario, Scenario.Operation selection) {
    List<OfTrace> predictions = new ArrayList<>();
    Map<String, EndpointSample> endpoints = new TreeMap<>();
    for (Trace trace : window.traces()) {
      EndpointSample endpoint = endpoints.computeIfAbsent(endpoint(trace), EndpointSample::new);
      List<Integer> nodes = matching(trace, selection);
      if (nodes.isEmpty()) {
        endpoint.addUntouched(trace);
        continue;
      }
      TraceModel model = model(trace);
      Selected selected = selected(model, scenario.alteration(), nodes);
      OfTrace predicted = predict(model, scenario.alteration(), selected, List.of());
      predictions.add(predicted);
      endpoint.add(model, selected.blocking, predicted);
    }
    List<Prediction.OfEndpoint> ofEndpoints =
        endpoints.values().stream()
            .filter(EndpointSample::isSelected)
            .map(endpoint -> endpoint.predict(window.evidence().traces()))
            .toList();
    return new Prediction(scenario.id(), predictions, ofEndpoints, List.of());
  }

  /**
   * What was selected in a trace.
   *
   * @param nodes all of it
   * @param blocking what of it holds up the main root
   * @param joined whether attempts were joined by the detector of retries
   */
  private record Selected(List<Integer> nodes, List<Integer> blocking, boolean joined) {}

  private static Selected selected(
      TraceModel model, Scenario.Alteration alteration, List<Integer> nodes) {
    if (!(alteration instanceof Scenario.NoRetries)) {
      return new Selected(nodes, model.blocking(nodes), false);
    }
    List<Integer> attempts =
        model.retriedCalls(nodes).stream().flatMap(call -> call.nodes().stream()).toList();
    return attempts.isEmpty()
        ? new Selected(nodes, List.of(), true)
        : new Selected(attempts, model.blocking(attempts), true);
  }

  private static OfTrace predict(
      TraceModel model, Scenario.Alteration alteration, Selected selected, List<Note> notes) {
    if (selected.blocking.isEmpty()) {
      boolean noAttempts =
          selected.joined && !model.blocking(selected.nodes).isEmpty(); // nothing was repeated
      List<Note> all = new ArrayList<>(notes);
      if (!selected.nodes.isEmpty()) {
        all.add(noAttempts ? Note.NO_GAIN : Note.NOT_BLOCKING);
      }
      return model.unchanged(all);
    }
    return model.predict(changes(model, alteration, selected), notes);
  }

  private static List<Change> changes(
      TraceModel model, Scenario.Alteration alteration, Selected selected) {
    List<Integer> nodes = selected.nodes;
    return switch (alteration) {
      case Scenario.Scale scale ->
          List.of(new Change.Scale(nodes, scale.factor(), scale.subtree()));
      case Scenario.Remove remove -> List.of(new Change.Remove(nodes));
      case Scenario.Batch batch -> List.of(new Change.Batch(nodes));
      case Scenario.Parallelise parallelise ->
          List.of(new Change.Parallelise(nodes, parallelise.limit()));
      case Scenario.NoRetries retries -> noRetries(model, selected);
    };
  }

  private static List<Change> noRetries(TraceModel model, Selected selected) {
    List<RetriedCall> calls =
        selected.joined ? model.retriedCalls(selected.nodes) : model.attempts(selected.nodes);
    List<Change> changes = new ArrayList<>();
    for (RetriedCall call : calls) {
      changes.add(new Change.NoRetries(call.nodes(), call.succeeded()));
    }
    return changes;
  }

  private List<Integer> matching(Trace trace, Scenario.Operation selection) {
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

  private String endpoint(Trace trace) {
    return trace.service() + " " + analysis.template(trace.operation());
  }

  private TraceModel model(Trace trace) {
    TraceModel known = models.get(trace.id());
    if (known == null) {
      if (modelSpans + trace.size() > MAX_MODEL_SPANS) {
        models.clear();
        modelSpans = 0;
      }
      known = new TraceModel(trace, window.evidence(), analysis);
      models.put(trace.id(), known);
      modelSpans += trace.size();
    }
    return known;
  }
}
