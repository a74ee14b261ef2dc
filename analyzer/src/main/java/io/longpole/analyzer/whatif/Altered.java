package io.longpole.analyzer.whatif;

import io.longpole.analyzer.detect.RetriedCall;
import io.longpole.analyzer.path.Change;
import io.longpole.analyzer.whatif.Prediction.Note;
import io.longpole.analyzer.whatif.Prediction.OfTrace;
import java.util.ArrayList;
import java.util.List;

/** What the alteration of a scenario means for spans that were selected in one trace. */
final class Altered {

  private Altered() {}

  /**
   * What was selected in a trace.
   *
   * @param nodes all of it
   * @param blocking what of it holds up the main root
   * @param joined whether attempts were joined by the detector of retries
   */
  record Selected(List<Integer> nodes, List<Integer> blocking, boolean joined) {}

  static Selected selected(TraceModel model, Scenario.Alteration alteration, List<Integer> nodes) {
    if (!(alteration instanceof Scenario.NoRetries)) {
      return new Selected(nodes, model.blocking(nodes), false);
    }
    List<Integer> attempts =
        model.retriedCalls(nodes).stream().flatMap(call -> call.nodes().stream()).toList();
    return attempts.isEmpty()
        ? new Selected(nodes, List.of(), true)
        : new Selected(attempts, model.blocking(attempts), true);
  }

  static OfTrace predict(
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
}
