package io.longpole.analyzer.detect;

import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;

/**
 * The last traces that may turn out to be part of something that is not known yet.
 *
 * <p>Keeps the last {@value #MAX}, each once. Example: 50 traces with retries came since the begin
 * of what is then found to be a storm; the last 20 of them are looked at again.
 */
final class Candidates {

  static final int MAX = 20;

  private record Candidate(TraceId trace, long startNanos) {}

  private final List<Candidate> last = new ArrayList<>(0);
  private int next;

  void add(TraceId trace, long startNanos) {
    for (Candidate known : last) {
      if (known.trace.equals(trace)) {
        return;
      }
    }
    Candidate added = new Candidate(trace, startNanos);
    if (last.size() < MAX) {
      last.add(added);
    } else {
      last.set(next, added);
      next = (next + 1) % MAX;
    }
  }

  boolean isEmpty() {
    return last.isEmpty();
  }

  /** Takes those that began at that time or later, but for one trace; the others are forgotten. */
  List<TraceId> takeFrom(long fromNanos, TraceId but) {
    List<TraceId> taken = new ArrayList<>();
    for (Candidate candidate : last) {
      if (candidate.startNanos >= fromNanos && !candidate.trace.equals(but)) {
        taken.add(candidate.trace);
      }
    }
    clear();
    return taken;
  }

  void clear() {
    last.clear();
    next = 0;
  }
}
