package io.longpole.analyzer.model;

import java.util.Locale;

/** What assembly or analysis found odd about a trace. */
public enum TraceFlag {
  MISSING_ROOT,
  ORPHANS,
  CYCLE,
  DUPLICATE_ID,
  UNFINISHED,
  NEGATIVE_DURATION,
  CLOCK_SKEW,
  CLOCK_INFEASIBLE,
  CLOCK_OVER_MAX,
  OVERFLOW,
  NEGATIVE_WAIT,
  FUTURE_START,
  ZERO_START,
  OVERSIZED;

  /** Lower case with hyphens, as in JSON. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
