package io.longpole.analyzer.detect;

import java.util.function.Consumer;

/** One rule: looks at a trace, reports what it finds, and marks the calls that this explains. */
interface Detector {

  /** What to tell people of this rule with these limits. */
  Description description(DetectorSettings settings);

  /** Reports every place in the trace where the rule fits, in a fixed order. */
  void detect(TraceFacts facts, Consumer<Clue> clues);
}
