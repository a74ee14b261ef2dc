package io.longpole.analyzer.finding;

/** Critical-path time that the fix would take off one affected trace, as a range. */
public record Impact(long lowNanos, long highNanos, boolean onCriticalPath) {
  public static final Impact NONE = new Impact(0, 0, false);

  public Impact {
    if (lowNanos < 0 || highNanos < lowNanos) {
      throw new IllegalArgumentException("lowNanos=" + lowNanos + ", highNanos=" + highNanos);
    }
  }
}
