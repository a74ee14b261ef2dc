package io.longpole.analyzer.finding;

/**
 * A problem that is accepted for a while: it is left out and counted, and comes back by itself.
 *
 * @param untilNanos from then on it no longer holds
 * @param accepted the severity up to which it holds: a problem that gets worse comes back
 */
public record Suppression(long untilNanos, Severity accepted, String reason) {

  /** Whether it holds at a time for a finding of that severity. */
  public boolean covers(Severity severity, long nowNanos) {
    return nowNanos < untilNanos && severity.compareTo(accepted) <= 0;
  }
}
