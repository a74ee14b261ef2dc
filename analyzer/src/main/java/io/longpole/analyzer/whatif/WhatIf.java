package io.longpole.analyzer.whatif;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Window;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.whatif.Prediction.Note;
import io.longpole.analyzer.whatif.Prediction.OfTrace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

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
        Altered.predict(
            model, scenario.alteration(), new Altered.Selected(nodes, blocking, false), notes);
    return new Prediction(scenario.id(), List.of(predicted), List.of(), List.of());
  }

  private Prediction ofOperation(Scenario scenario, Scenario.Operation selection) {
    OperationWhatIf run = new OperationWhatIf(scenario.id(), window.evidence(), analysis);
    for (Trace trace : window.traces()) {
      List<Integer> nodes = run.matching(trace, selection);
      if (nodes.isEmpty()) {
        run.addUntouched(trace.service(), trace.operation(), trace.id(), trace.durationNanos(0));
      } else {
        run.add(model(trace), scenario.alteration(), nodes);
      }
    }
    return run.prediction();
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
