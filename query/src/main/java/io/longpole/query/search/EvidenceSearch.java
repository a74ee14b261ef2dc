package io.longpole.query.search;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.evidence.LearnedBelow;
import io.longpole.analyzer.evidence.OperationKeys;
import io.longpole.analyzer.evidence.OrderVotes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.whatif.Scenario;
import io.longpole.proto.query.v1.EvidenceBelow;
import io.longpole.proto.query.v1.EvidenceChild;
import io.longpole.proto.query.v1.EvidencePair;
import io.longpole.proto.query.v1.GetEvidenceResponse;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.Interval;
import io.longpole.query.index.TraceHit;
import io.longpole.query.index.TraceQuery;
import io.longpole.query.report.WellFormed;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Shows what was learned below one operation.
 *
 * <p>Evidence knows operations by numbers; their names are those of the spans in some traces that
 * have the operation.
 */
final class EvidenceSearch {

  /** Traces that are read for names; a call that none of them has is shown without one. */
  private static final int NAMING_TRACES = 200;

  /** Pairs that are shown of one version. */
  private static final int MAX_PAIRS = 500;

  private static final String NAMELESS = "(in none of the traces read)";

  private final IndexView view;
  private final StoredTraces stored;
  private final Settings settings;
  private final Analysis analysis;
  private final OperationKeys keys;

  /** Numbers of the operation by the version of its service. */
  private final Map<String, Long> parentOfVersion = new TreeMap<>();

  private final Map<Long, String> names = new HashMap<>();

  EvidenceSearch(IndexView view, StoredTraces stored, Settings settings) {
    this.view = view;
    this.stored = stored;
    this.settings = settings;
    this.analysis = new Analysis(settings);
    this.keys = new OperationKeys(analysis::template);
  }

  /** What the votes tell; empty if no trace that is kept has the operation. */
  Optional<GetEvidenceResponse> below(Scenario.Operation operation, OrderVotes votes) {
    TraceQuery with = Queries.tracesWith(Interval.ALL, operation, NAMING_TRACES);
    for (TraceHit hit : view.traces(with, (id, existing) -> true).hits()) {
      stored
          .read(hit.id(), hit.existing())
          .map(trace ->
              Assembly.assemble(trace.traceId(), trace.spans(), List.of(), settings.assembly()))
          .ifPresent(trace -> name(trace, operation));
    }
    if (parentOfVersion.isEmpty()) {
      return Optional.empty();
    }
    GetEvidenceResponse.Builder response =
        GetEvidenceResponse.newBuilder()
            .setService(operation.service())
            .setOperation(operation.operation())
            .setEvidenceTraces(votes.traces());
    parentOfVersion.forEach((version, parent) ->
        response.addVersions(below(votes.below(parent)).setServiceVersion(version)));
    return Optional.of(response.build());
  }

  private void name(Trace trace, Scenario.Operation operation) {
    for (int node = 0; node < trace.size(); node++) {
      Span span = trace.span(node);
      if (!matches(span, operation)) {
        continue;
      }
      String version = span.resource().attributes().text("service.version");
      parentOfVersion.put(version == null ? "" : version, keys.versionedOperation(span));
      int first = trace.firstChild(node);
      for (int child = first; child < first + trace.childCount(node); child++) {
        Span called = trace.span(child);
        names.computeIfAbsent(
            keys.operation(called),
            unseen ->
                WellFormed.of(
                    called.service()
                        + " "
                        + analysis.template(called.name())
                        + " ("
                        + called.kind().text()
                        + ")"));
      }
    }
  }

  private boolean matches(Span span, Scenario.Operation operation) {
    return span.service().equals(operation.service())
        && (span.name().equals(operation.operation())
            || analysis.template(span.name()).equals(operation.operation()));
  }

  private EvidenceBelow.Builder below(LearnedBelow learned) {
    EvidenceBelow.Builder message = EvidenceBelow.newBuilder();
    for (LearnedBelow.Child child : learned.children()) {
      message.addChildren(
          EvidenceChild.newBuilder()
              .setChild(name(child.operation()))
              .setTraces(child.traces())
              .setOutliving(child.outliving())
              .setEnding(child.ending().name().toLowerCase(Locale.ROOT)));
    }
    for (LearnedBelow.Pair pair : learned.pairs().stream().limit(MAX_PAIRS).toList()) {
      message.addPairs(
          EvidencePair.newBuilder()
              .setFirst(name(pair.first()))
              .setSecond(name(pair.second()))
              .setWaited(pair.waited())
              .setRefuted(pair.refuted())
              .setRefutingTraces(pair.refutingTraces())
              .setState(pair.state().name().toLowerCase(Locale.ROOT)));
    }
    return message;
  }

  private String name(long operation) {
    return names.getOrDefault(operation, NAMELESS);
  }
}
