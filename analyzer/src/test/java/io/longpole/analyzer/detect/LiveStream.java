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
import java.util.Random;

/**
 * Drawn traces as a server meets them: each once, when its last span has come and a few seconds
 * have passed, so out of order by as much; learned and at once looked at.
 */
final class LiveStream {

  private static final long SEED = 41;

  private final List<Arrival> arrivals = new ArrayList<>();
  private final Random random = new Random(SEED);
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
    arrivals.stream()
        .sorted(Comparator.comparingLong(Arrival::nanos))
        .forEach(arrival -> {
          Trace trace = arrival.trace;
          double atMs = (trace.startNanos(0) - TraceFixture.EPOCH_NANOS) / 1e6;
          for (Sighting sighting :
              analysis.next(trace, OrderEvidence.NONE, arrival.nanos).sightings()) {
            if (sighting.detector().equals(detector)) {
              seen.add(new Seen(atMs, sighting));
            }
          }
        });
    return seen;
  }
}
