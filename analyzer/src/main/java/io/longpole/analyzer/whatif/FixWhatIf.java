package io.longpole.analyzer.whatif;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.finding.Fix;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.path.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The mending of one problem, predicted for trace after trace, and for their endpoints, once
 * carefully and once hopefully.
 *
 * <p>Example: 3 of 10 requests of GET /checkout make 25 queries in a loop. The fixes of the three
 * are predicted, and the quantiles of all ten before and after.
 *
 * <p>Linear in the spans of the traces with fixes; one object serves one thread.
 */
public final class FixWhatIf {

  private final OrderEvidence evidence;
  private final Analysis analysis;
  private final Map<String, Samples> endpoints = new TreeMap<>();

  /** The same requests, careful and hopeful. */
  private record Samples(EndpointSample careful, EndpointSample hopeful) {}

  /** What an endpoint would gain. */
  public record Gain(Prediction.OfEndpoint careful, Prediction.OfEndpoint hopeful) {}

  public FixWhatIf(OrderEvidence evidence, Analysis analysis) {
    this.evidence = evidence;
    this.analysis = analysis;
  }

  /** Predicts a trace that has the problem. */
  public void add(Trace trace, List<Fix> fixes) {
    TraceModel model = new TraceModel(trace, evidence, analysis);
    List<Change> careful = new ArrayList<>();
    List<Change> hopeful = new ArrayList<>();
    List<Integer> changed = new ArrayList<>();
    for (Fix fix : fixes) {
      List<Integer> hopefulNodes = nodes(model, fix.hopeful());
      changed.addAll(hopefulNodes);
      hopeful.add(fix.kind().hopeful(hopefulNodes, fix.hopefulFactor()));
      fix.kind().careful(nodes(model, fix.careful()), fix.carefulFactor()).ifPresent(careful::add);
    }
    List<Integer> blocking = model.blocking(changed);
    Samples samples = samples(trace.service(), trace.operation());
    samples.careful.add(model, blocking, model.predict(careful, List.of()));
    samples.hopeful.add(model, blocking, model.predict(hopeful, List.of()));
  }

  private static List<Integer> nodes(TraceModel model, List<Long> spanIds) {
    return spanIds.stream()
        .map(model::node)
        .filter(OptionalInt::isPresent)
        .map(OptionalInt::getAsInt)
        .toList();
  }

  /** Counts a trace without the problem for its endpoint: service and name of its main root. */
  public void addUntouched(String service, String operation, TraceId traceId, long nanos) {
    Samples samples = samples(service, operation);
    samples.careful.addUntouched(traceId, nanos);
    samples.hopeful.addUntouched(traceId, nanos);
  }

  /** Counts traces of an endpoint that were not looked at, since enough were. */
  public void addUnread(String service, String operation, long traces) {
    Samples samples = samples(service, operation);
    samples.careful.addUnread(traces);
    samples.hopeful.addUnread(traces);
  }

  private Samples samples(String service, String operation) {
    return endpoints.computeIfAbsent(
        service + " " + analysis.template(operation),
        name -> new Samples(new EndpointSample(name), new EndpointSample(name)));
  }

  /** The endpoints that have the problem, by name. */
  public List<Gain> gains() {
    return endpoints.values().stream()
        .filter(samples -> samples.hopeful.isSelected())
        .map(samples ->
            new Gain(
                samples.careful.predict(evidence.traces()),
                samples.hopeful.predict(evidence.traces())))
        .toList();
  }
}
