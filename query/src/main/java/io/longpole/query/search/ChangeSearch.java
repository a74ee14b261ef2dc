package io.longpole.query.search;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.finding.Fix;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.whatif.FixWhatIf;
import io.longpole.analyzer.whatif.OperationWhatIf;
import io.longpole.analyzer.whatif.Prediction;
import io.longpole.analyzer.whatif.Scenario;
import io.longpole.analyzer.whatif.TraceHash;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.PredictChangeResponse;
import io.longpole.proto.query.v1.PredictedEndpoint;
import io.longpole.query.index.Deadline;
import io.longpole.query.index.EndpointSample;
import io.longpole.query.index.EndpointSample.Sampled;
import io.longpole.query.index.EntryName;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.TraceQuery;
import io.longpole.query.report.PredictionMessages;
import io.longpole.query.store.StoredTrace;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Predicts what endpoints would gain from a change, on an even choice of the stored traces of each.
 *
 * <p>Only traces that the change concerns are read; of the others the duration is enough.
 */
final class ChangeSearch {

  /** Endpoints that are predicted: those with the most traces that the change concerns. */
  private static final int MAX_ENDPOINTS = 10;

  private static final long MAX_SPANS = 2_000_000;

  private final IndexView view;
  private final StoredTraces stored;
  private final Deadline deadline;
  private final Settings settings;
  private final OrderEvidence evidence;
  private final Analysis analysis;
  private long spans;
  private boolean tooLarge;
  private int leftOutEndpoints;

  /** What a search reads. */
  record Sources(IndexView view, StoredTraces stored, Deadline deadline) {}

  ChangeSearch(Sources sources, Settings settings, OrderEvidence evidence) {
    this.view = sources.view;
    this.stored = sources.stored;
    this.deadline = sources.deadline;
    this.settings = settings;
    this.evidence = evidence;
    this.analysis = new Analysis(settings);
  }

  /** What a change of the traces that a query matches is told to. */
  private interface Listener {
    /** A trace that the query matches. */
    void touched(StoredTrace trace);

    /** A trace of the same endpoint that it does not match. */
    void untouched(EntryName endpoint, Sampled trace);

    /** Traces of an endpoint that were not looked at. */
    void unread(EntryName endpoint, long traces);
  }

  /** What mending a finding would bring. */
  PredictChangeResponse ofFinding(Finding finding, TraceQuery query) {
    FixWhatIf whatIf = new FixWhatIf(evidence, analysis);
    walk(
        query,
        new Listener() {
          @Override
          public void touched(StoredTrace trace) {
            List<Fix> fixes =
                trace.sightings().stream()
                    .filter(sighting -> sighting.fingerprint().equals(finding.getFingerprint()))
                    .map(Sighting::fixes)
                    .flatMap(List::stream)
                    .toList();
            whatIf.add(assembled(trace), fixes);
          }

          @Override
          public void untouched(EntryName endpoint, Sampled trace) {
            whatIf.addUntouched(
                endpoint.service(), endpoint.operation(), trace.id(), trace.durationNanos());
          }

          @Override
          public void unread(EntryName endpoint, long traces) {
            whatIf.addUnread(endpoint.service(), endpoint.operation(), traces);
          }
        });
    return answer(
        whatIf.gains().stream().map(PredictionMessages::of).toList(),
        PredictChangeResponse.newBuilder().setFinding(finding));
  }

  /** What changing an operation would bring; empty if no trace of the window has it. */
  Optional<PredictChangeResponse> ofOperation(
      Scenario.Operation selection, Scenario.Alteration alteration, TraceQuery query) {
    OperationWhatIf whatIf = new OperationWhatIf("", evidence, analysis);
    walk(
        query,
        new Listener() {
          @Override
          public void touched(StoredTrace trace) {
            whatIf.add(assembled(trace), selection, alteration);
          }

          @Override
          public void untouched(EntryName endpoint, Sampled trace) {
            whatIf.addUntouched(
                endpoint.service(), endpoint.operation(), trace.id(), trace.durationNanos());
          }

          @Override
          public void unread(EntryName endpoint, long traces) {
            whatIf.addUnread(endpoint.service(), endpoint.operation(), traces);
          }
        });
    List<Prediction.OfEndpoint> endpoints = whatIf.prediction().endpoints();
    return endpoints.isEmpty()
        ? Optional.empty()
        : Optional.of(
            answer(
                endpoints.stream().map(PredictionMessages::of).toList(),
                PredictChangeResponse.newBuilder()));
  }

  private void walk(TraceQuery query, Listener listener) {
    List<EndpointSample> concerned = view.endpointsWith(query);
    leftOutEndpoints = Math.max(0, concerned.size() - MAX_ENDPOINTS);
    Set<EntryName> wanted =
        concerned.stream()
            .limit(MAX_ENDPOINTS)
            .map(EndpointSample::endpoint)
            .collect(Collectors.toSet());
    List<EndpointSample> samples =
        view.sample(
            query.interval(), wanted::contains, TraceHash::of, Prediction.OfEndpoint.MAX_TRACES);
    Set<TraceId> sampled = new HashSet<>();
    samples.forEach(sample -> sample.traces().forEach(trace -> sampled.add(trace.id())));
    Set<TraceId> touched = view.matching(query, sampled);
    for (EndpointSample sample : samples) {
      listener.unread(sample.endpoint(), sample.total() - sample.traces().size());
      for (Sampled trace : sample.traces()) {
        if (touched.contains(trace.id())) {
          read(trace.id()).ifPresent(listener::touched);
        } else {
          listener.untouched(sample.endpoint(), trace);
        }
      }
    }
  }

  private Optional<StoredTrace> read(TraceId id) {
    tooLarge |= spans > MAX_SPANS;
    if (tooLarge || deadline.isOver()) {
      return Optional.empty();
    }
    Optional<StoredTrace> trace = view.find(id).flatMap(existing -> stored.read(id, existing));
    spans += trace.map(read -> read.spans().size()).orElse(0);
    return trace;
  }

  private Trace assembled(StoredTrace trace) {
    return Assembly.assemble(trace.traceId(), trace.spans(), List.of(), settings.assembly());
  }

  private PredictChangeResponse answer(
      List<PredictedEndpoint> endpoints, PredictChangeResponse.Builder response) {
    endpoints.stream()
        .sorted(
            Comparator.comparingDouble((PredictedEndpoint e) ->
                    (double) e.getMeanSavingNanos() * e.getTracesInWindow())
                .reversed()
                .thenComparing(PredictedEndpoint::getEndpoint))
        .forEach(response::addEndpoints);
    response.setAssumptions(Prediction.ASSUMPTIONS);
    if (deadline.wasMissed()) {
      response.setPartial(true).setMessage("stopped at the time limit; narrow the window");
    } else if (tooLarge) {
      response
          .setPartial(true)
          .setMessage("stopped after " + MAX_SPANS + " spans; narrow the window");
    } else if (stored.unreadable() > 0) {
      response
          .setPartial(true)
          .setMessage(stored.unreadable() + " traces could not be read and are left out");
    } else if (leftOutEndpoints > 0) {
      response.setMessage("endpoints with fewer such traces, left out: " + leftOutEndpoints);
    }
    return response.build();
  }
}
