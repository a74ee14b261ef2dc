package io.longpole.analyzer.profile;

import io.longpole.analyzer.model.TraceId;
import java.util.Comparator;

/**
 * A trace that shows what is meant.
 *
 * @param nanos what it spent there
 */
public record Exemplar(TraceId traceId, long nanos) {

  /** Most time first, then the smallest id. */
  static final Comparator<Exemplar> LARGEST_FIRST =
      Comparator.comparingLong(Exemplar::nanos).reversed().thenComparing(Exemplar::traceId);
}
