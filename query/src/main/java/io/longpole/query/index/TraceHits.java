package io.longpole.query.index;

import java.util.List;

/**
 * The traces that a query found, slowest first, of equal duration by id.
 *
 * @param matched all that match, listed or not; at least so many if the deadline was missed
 */
public record TraceHits(List<TraceHit> hits, long matched) {
  public TraceHits {
    hits = List.copyOf(hits);
  }
}
