package io.longpole.collector.wire;

/** Receives bad spans one by one, in the order of their request. */
@FunctionalInterface
public interface BadSpanSink {

  /**
   * Takes one.
   *
   * @param request a whole request that holds this span only
   * @return false when no more are wanted
   */
  boolean span(BadSpan bad, byte[] request);
}
