package io.longpole.analyzer.detect;

import java.util.List;

/**
 * A call that was tried more than once.
 *
 * @param nodes the attempts that have spans, in order of start
 * @param succeeded whether the last one did
 */
public record RetriedCall(List<Integer> nodes, boolean succeeded) {
  public RetriedCall {
    nodes = List.copyOf(nodes);
  }
}
