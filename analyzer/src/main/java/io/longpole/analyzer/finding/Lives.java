package io.longpole.analyzer.finding;

import java.util.Map;

/**
 * The lives of problems up to a time; what is seen after it continues them.
 *
 * @param throughNanos start of the first hour that is not in them
 * @param byFingerprint those that are known
 */
public record Lives(long throughNanos, Map<String, Life> byFingerprint) {

  public static final Lives NONE = new Lives(0, Map.of());

  public Lives {
    byFingerprint = Map.copyOf(byFingerprint);
  }
}
