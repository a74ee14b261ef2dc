package io.longpole.analyzer.detect;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Drawn traces as a server meets them: each once, when its last span has come and a few seconds
 * have passed, so out of order by as much; learned and at once looked at.
 */
final class LiveStream {

  private static final long SEED = 41;

  private final List<Arrival> arrivals = new ArrayList<>();
  private final Random random = new Random(SEED);
  private final List<Seen> seenAgain = new ArrayList<>();
  private double mostLateMs = 5_000;

  private record Arrival(long nanos, Trace trace) {}

  /**
   * What was seen in one trace.
   *
   * @param atMs when the trace began, after the time 0 of drawings
   */
  record Seen(double atMs, Sighting sighting) {}

  /** The traces to come arrive at most so much later than they end. */
  LiveStream lateUpTo(double ms) {
    mostLateMs = ms;
    return this;
  }

  /** Adds a trace that begins then. */
  LiveStream trace(double atMs, String... lines) {
    TraceId id = new TraceId(9, arrivals.size() + 1L);
    long shift = TraceFixture.ms(atMs);
    List<Span> spans = new ArrayList<>();
    for (Span span : TraceFixture.spans(id, lines)) {
      spans.add(Window.shifted(span, shift));
    }
    return spans(spans);
  }

  /** Adds the spans of a trace as they are. */
  LiveStream spans(List<Span> spans) {
    Trace trace = TraceFixture.assemble(spans);
    long end = spans.stream().mapToLong(Span::endNanos).max().orElseThrow();
    arrivals.add(new Arrival(end + TraceFixture.ms(random.nextDouble() * mostLateMs), trace));
    return this;
  }

  /** What one detector sees, in order of arrival. */
  List<Seen> of(String detector) {
    Analysis analysis = new Analysis(Settings.DEFAULT);
    List<Seen> seen = new ArrayList<>();
    seenAgain.clear();
    arrivals.sort(Comparator.comparingLong(Arrival::nanos));
    for (Arrival arrival : arrivals) {
      Trace trace = arrival.trace;
      for (Sighting sighting :
          analysis.next(trace, OrderEvidence.NONE, arrival.nanos).sightings()) {
        if (sighting.detector().equals(detector)) {
          seen.add(new Seen(atMs(trace), sighting));
        }
      }
      lookAgain(analysis, detector);
    }
    return seen;
  }

  private static double atMs(Trace trace) {
    return (trace.startNanos(0) - TraceFixture.EPOCH_NANOS) / 1e6;
  }

  private void lookAgain(Analysis analysis, String detector) {
    for (Optional<LookAgain.Wish> wish = analysis.lookAgain().next();
        wish.isPresent();
        wish = analysis.lookAgain().next()) {
      if (wish.get().detector().equals(detector)) {
        Trace trace = trace(wish.get().trace());
        analysis
            .again(trace, OrderEvidence.NONE, List.of(), detector)
            .sightings()
            .forEach(sighting -> seenAgain.add(new Seen(atMs(trace), sighting)));
      }
    }
  }

  private Trace trace(TraceId id) {
    for (Arrival arrival : arrivals) {
      if (arrival.trace.id().equals(id)) {
        return arrival.trace;
      }
    }
    throw new AssertionError("no trace " + id);
  }

  /** What the last {@link #of} saw in traces that it looked at again. */
  List<Seen> again() {
    return seenAgain;
  }
}
