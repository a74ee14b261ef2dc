package io.longpole.analyzer.profile;

/** How long the requests of one endpoint took that one version of its service answered. */
final class RequestTimes {

  private final Buckets sketch = new Buckets();
  private final Buckets bands = new Buckets();
  private long traces;
  private long nanos;

  /** Adds a request of that duration, which has the place among the {@link LogScale#BANDS}. */
  void add(long durationNanos, int band) {
    sketch.add(LogScale.REQUESTS.bucket(durationNanos), 1, 0);
    bands.add(band, 1, durationNanos);
    traces = Buckets.saturated(traces, 1);
    nanos = Buckets.saturated(nanos, durationNanos);
  }

  void addAll(RequestTimes other) {
    addAll(other.sketch, other.bands);
  }

  /** Adds what was read; the totals are those of the bands. */
  void addAll(Buckets otherSketch, Buckets otherBands) {
    sketch.addAll(otherSketch);
    bands.addAll(otherBands);
    traces = bands.count();
    nanos = bands.nanos();
  }

  long traces() {
    return traces;
  }

  long nanos() {
    return nanos;
  }

  /** Durations by {@link LogScale#REQUESTS}, counts alone. */
  Buckets sketch() {
    return sketch;
  }

  /** Requests and their time by {@link LogScale#BANDS} of their duration. */
  Buckets bands() {
    return bands;
  }
}
