package io.longpole.analyzer;

import io.longpole.analyzer.call.CallCache;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.detect.Detectors;
import io.longpole.analyzer.detect.LookAgain;
import io.longpole.analyzer.detect.RetriedCall;
import io.longpole.analyzer.evidence.OperationKeys;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.evidence.OrderVotes;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;
import io.longpole.analyzer.path.SiblingOrder;
import io.longpole.analyzer.path.TraceVote;
import io.longpole.analyzer.profile.ProfileLimits;
import io.longpole.analyzer.profile.ProfileRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Analyses traces one after the other: critical paths, calls, what the detectors see.
 *
 * <p>Keeps caches and what it was asked to learn of other traces; without that the answer depends
 * on the trace, the evidence and the settings alone. One object serves one thread.
 */
public final class Analysis {

  private final Settings settings;
  private final CallCache callCache = new CallCache();
  private final OperationKeys keys = new OperationKeys(callCache::operation);
  private final Detectors detectors;

  public Analysis(Settings settings) {
    this.settings = settings;
    this.detectors = new Detectors(settings.detectors(), callCache::operation);
  }

  /** Everything about one trace, by itself. */
  public TraceAnalysis of(Trace trace) {
    return of(trace, OrderEvidence.NONE);
  }

  /** Everything about one trace, with what other traces tell of the order of calls. */
  public TraceAnalysis of(Trace trace, OrderEvidence evidence) {
    return look(prepare(trace, evidence)).analysis();
  }

  /** The same for a trace whose sightings are known already: the detectors do not look. */
  public TraceAnalysis of(Trace trace, OrderEvidence evidence, List<Sighting> sightings) {
    Prepared prepared = prepare(trace, evidence);
    return new TraceAnalysis(trace, prepared.path, prepared.calls, sightings, errorCount(trace));
  }

  /**
   * Everything about the next trace of a running pipeline: it is learned, and looked at with what
   * the traces before it told. Each trace comes once, about in the order of time.
   *
   * @param nowNanos when it came, since the epoch
   */
  public TraceAnalysis next(Trace trace, OrderEvidence evidence, long nowNanos) {
    Prepared prepared = prepare(trace, evidence);
    Detectors.Seen seen = detectors.next(trace, prepared.path, prepared.calls, nowNanos);
    return new TraceAnalysis(
        trace, prepared.path, prepared.calls, seen.sightings(), errorCount(trace));
  }

  /** Learns a trace that {@link #next} learned before a restart; in the same order. */
  public void learnAgain(Trace trace, OrderEvidence evidence, long nowNanos) {
    Prepared prepared = prepare(trace, evidence);
    detectors.learnLive(trace, prepared.path, prepared.calls, nowNanos);
  }

  /** Traces that were looked at before it was known what is wrong with them. */
  public LookAgain lookAgain() {
    return detectors.lookAgain();
  }

  /**
   * Looks again at a trace, with one detector's eyes: what it sees is added to what was seen
   * before.
   */
  public TraceAnalysis again(
      Trace trace, OrderEvidence evidence, List<Sighting> before, String detector) {
    Prepared prepared = prepare(trace, evidence);
    List<Sighting> sightings = new ArrayList<>(before);
    Set<String> known = before.stream().map(Sighting::fingerprint).collect(Collectors.toSet());
    detectors.look(trace, prepared.path, prepared.calls).sightings().stream()
        .filter(seen -> seen.detector().equals(detector) && !known.contains(seen.fingerprint()))
        .forEach(sightings::add);
    return new TraceAnalysis(trace, prepared.path, prepared.calls, sightings, errorCount(trace));
  }

  /** What is found out before the detectors look. */
  Prepared prepare(Trace trace, OrderEvidence evidence) {
    return new Prepared(trace, path(trace, evidence), calls(trace));
  }

  /** Takes a trace into what is known of the window; they come in order of start, then id. */
  void learn(Prepared prepared) {
    detectors.learn(prepared.trace, prepared.path, prepared.calls);
  }

  /** Nothing more is to be learned. */
  void settle() {
    detectors.settle();
  }

  /** What the detectors did not learn or had to forget so far. */
  public Detectors.Losses losses() {
    return detectors.losses();
  }

  /** What the detectors see, and could not see, with what was learned so far. */
  Examined look(Prepared prepared) {
    Trace trace = prepared.trace;
    Detectors.Seen seen = detectors.look(trace, prepared.path, prepared.calls);
    return new Examined(
        new TraceAnalysis(
            trace, prepared.path, prepared.calls, seen.sightings(), errorCount(trace)),
        seen);
  }

  /** A trace with its paths and calls. */
  record Prepared(Trace trace, PathAnalysis path, Calls calls) {}

  /** The critical paths of a trace alone. */
  public PathAnalysis path(Trace trace, OrderEvidence evidence) {
    return PathAnalysis.of(trace, settings.path(), SiblingOrder.of(trace, evidence, keys));
  }

  /** The calls of a trace alone. */
  public Calls calls(Trace trace) {
    return Calls.of(trace, callCache);
  }

  /** The calls of a trace that were tried more than once. */
  public List<RetriedCall> retriedCalls(Trace trace, PathAnalysis path, Calls calls) {
    return detectors.retriedCalls(trace, path, calls);
  }

  /** Who casts the votes of traces; the operations have the same numbers as in this analysis. */
  public TraceVote voter(OrderVotes votes) {
    return new TraceVote(keys, votes);
  }

  /** Who takes traces into profiles; the operations have the same names as in this analysis. */
  public ProfileRecorder profiler(ProfileLimits limits) {
    return new ProfileRecorder(keys, callCache::operation, limits);
  }

  /** A span's name without the values in it. */
  public String template(String spanName) {
    return callCache.operation(spanName);
  }

  /** An analysis and what the detectors tell of their own blindness. */
  record Examined(TraceAnalysis analysis, Detectors.Seen seen) {}

  private static int errorCount(Trace trace) {
    int errors = 0;
    for (int node = 0; node < trace.size(); node++) {
      if (trace.span(node).status() == StatusCode.ERROR) {
        errors++;
      }
    }
    return errors;
  }
}
