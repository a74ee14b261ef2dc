package io.longpole.query.index;

import java.util.List;

/**
 * The newest traces that have a term.
 *
 * @param traces in order of start
 * @param matched all that have it
 */
public record FoundTraces(List<FoundTrace> traces, long matched) {
  public FoundTraces {
    traces = List.copyOf(traces);
  }
}
