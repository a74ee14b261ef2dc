package io.longpole.analyzer.profile;

import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;

/** What requests spent in one path operation, in one version of its service. */
final class PathTimes {

  static final int EXEMPLARS = 3;

  private final Buckets sketch = new Buckets();
  private final Buckets bands = new Buckets();
  private final List<Exemplar> exemplars = new ArrayList<>(EXEMPLARS);
  private long nanos;

  /** What the trace under way has spent here so far. */
  private long pendingNanos;

  /** Adds time of the trace under way; says whether it is the first. */
  boolean spend(long spentNanos) {
    boolean first = pendingNanos == 0;
    pendingNanos += spentNanos;
    return first;
  }

  /**
   * The trace under way is complete.
   *
   * @param band of the whole request's duration
   */
  void settle(TraceId trace, int band) {
    add(trace, pendingNanos, band);
    pendingNanos = 0;
  }

  void add(TraceId trace, long spentNanos, int band) {
    sketch.add(LogScale.PATHS.bucket(spentNanos), 1, 0);
    bands.add(band, 1, spentNanos);
    nanos = Buckets.saturated(nanos, spentNanos);
    if (exemplars.size() < EXEMPLARS || exemplars.getLast().nanos() <= spentNanos) {
      offer(new Exemplar(trace, spentNanos));
    }
  }

  private void offer(Exemplar exemplar) {
    exemplars.add(exemplar);
    exemplars.sort(Exemplar.LARGEST_FIRST);
    if (exemplars.size() > EXEMPLARS) {
      exemplars.removeLast();
    }
  }

  void addAll(PathTimes other) {
    addAll(other.sketch, other.bands, other.exemplars);
  }

  /** Adds what was read; the totals are those of the bands. */
  void addAll(Buckets otherSketch, Buckets otherBands, List<Exemplar> otherExemplars) {
    sketch.addAll(otherSketch);
    bands.addAll(otherBands);
    nanos = bands.nanos();
    otherExemplars.forEach(this::offer);
  }

  long nanos() {
    return nanos;
  }

  /** Time by {@link LogScale#PATHS}, counts alone. */
  Buckets sketch() {
    return sketch;
  }

  /** Requests and their time here by {@link LogScale#BANDS} of their whole duration. */
  Buckets bands() {
    return bands;
  }

  List<Exemplar> exemplars() {
    return exemplars;
  }
}
