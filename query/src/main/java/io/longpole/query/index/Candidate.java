package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;
import java.util.Comparator;

/** A document that may be in the answer, with what orders it. */
record Candidate(long durationNanos, TraceId id, int doc) {

  /** Slowest first, then by id: never two alike. */
  static final Comparator<Candidate> SLOWEST =
      Comparator.comparingLong(Candidate::durationNanos).reversed().thenComparing(Candidate::id);
}
