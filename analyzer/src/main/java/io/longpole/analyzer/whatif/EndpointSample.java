package io.longpole.analyzer.whatif;

import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceFlag;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.path.BindingPairs;
import io.longpole.analyzer.whatif.Prediction.Confidence;
import io.longpole.analyzer.whatif.Prediction.OfTrace;
import io.longpole.analyzer.whatif.Prediction.Quantiles;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The requests of one endpoint before and after a change: all, or those 2,000 whose trace ids have
 * the smallest hashes, which is an even choice and the same every time.
 */
final class EndpointSample {

  private static final int P95_TRACES = 20;
  private static final int P99_TRACES = 100;
  private static final int HIGH_AFFECTED = 100;
  private static final double HIGH_PROVEN = 0.9;
  private static final int MEDIUM_AFFECTED = 30;
  private static final double MEDIUM_PROVEN = 0.5;
  private static final int DOUBTFUL_DIVISOR = 10;

  private static final Comparator<Request> BY_HASH =
      Comparator.comparingLong(Request::hash).thenComparing(Request::traceId);

  private final String endpoint;
  private final TreeSet<Request> requests = new TreeSet<>(BY_HASH);
  private int inWindow;
  private boolean isSelected;

  /** One trace. */
  private record Request(
      TraceId traceId,
      long hash,
      long beforeNanos,
      long afterNanos,
      boolean affected,
      boolean doubtful,
      BindingPairs pairs) {}

  EndpointSample(String endpoint) {
    this.endpoint = endpoint;
  }

  /** Adds a trace without selected spans. */
  void addUntouched(TraceId id, long nanos) {
    add(new Request(id, TraceHash.of(id), nanos, nanos, false, false, new BindingPairs(0, 0)));
  }

  /** Counts traces of the endpoint whose hashes are not among the smallest. */
  void addUnread(long traces) {
    inWindow = (int) Math.min(Integer.MAX_VALUE, inWindow + traces);
  }

  /** Adds a trace with selected spans, of which these block. */
  void add(TraceModel model, List<Integer> blocking, OfTrace predicted) {
    isSelected = true;
    Trace trace = model.trace();
    boolean doubtful = !trace.isComplete() || trace.flags().contains(TraceFlag.CLOCK_INFEASIBLE);
    add(
        new Request(
            trace.id(),
            TraceHash.of(trace.id()),
            predicted.originalNanos(),
            predicted.predictedNanos(),
            !blocking.isEmpty(),
            doubtful,
            model.pairsAbove(blocking)));
  }

  private void add(Request request) {
    inWindow++;
    requests.add(request);
    if (requests.size() > Prediction.OfEndpoint.MAX_TRACES) {
      requests.pollLast();
    }
  }

  /** Whether any trace of the endpoint has selected spans. */
  boolean isSelected() {
    return isSelected;
  }

  Prediction.OfEndpoint predict(long evidenceTraces) {
    int affected = 0;
    int doubtful = 0;
    long proven = 0;
    long pairs = 0;
    long saved = 0;
    for (Request request : requests) {
      saved += request.beforeNanos - request.afterNanos;
      if (request.affected) {
        affected++;
        doubtful += request.doubtful ? 1 : 0;
        proven += request.pairs.proven();
        pairs += request.pairs.all();
      }
    }
    double provenShare = pairs == 0 ? 1 : (double) proven / pairs;
    Confidence confidence = confidence(affected, provenShare);
    return new Prediction.OfEndpoint(
        endpoint,
        requests.size(),
        inWindow,
        affected,
        quantiles(requests.stream().mapToLong(Request::beforeNanos).toArray()),
        quantiles(requests.stream().mapToLong(Request::afterNanos).toArray()),
        Math.floorDiv(saved, requests.size()),
        DOUBTFUL_DIVISOR * doubtful > affected ? confidence.oneLower() : confidence,
        provenShare,
        evidenceTraces);
  }

  private static Confidence confidence(int affected, double provenShare) {
    if (affected >= HIGH_AFFECTED && provenShare >= HIGH_PROVEN) {
      return Confidence.HIGH;
    }
    return affected >= MEDIUM_AFFECTED && provenShare >= MEDIUM_PROVEN
        ? Confidence.MEDIUM
        : Confidence.LOW;
  }

  private static Quantiles quantiles(long[] nanos) {
    Arrays.sort(nanos);
    return new Quantiles(
        rank(nanos, 50),
        nanos.length >= P95_TRACES ? OptionalLong.of(rank(nanos, 95)) : OptionalLong.empty(),
        nanos.length >= P99_TRACES ? OptionalLong.of(rank(nanos, 99)) : OptionalLong.empty());
  }

  /** The value of rank ceil(q · n), counted from 1. */
  private static long rank(long[] sorted, int percent) {
    long rank = ((long) percent * sorted.length + 99) / 100;
    return sorted[(int) rank - 1];
  }
}
