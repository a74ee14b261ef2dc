package io.longpole.analyzer.detect;

/**
 * A rule that compares a trace with others. Its state is bounded, and changes in {@link #learn}
 * alone.
 *
 * <p>Offline, all traces of the window are learned and then looked at; a pipeline learns each trace
 * and looks at it at once ({@link TraceFacts#isLive}): then what was wrong at the end of the last
 * judged window goes on until a later one is judged. Both is done in order of time, which the spans
 * tell; live, about so.
 */
interface WindowDetector extends Detector {

  /** Takes a trace into the state. */
  void learn(TraceFacts facts);

  /** How much was forgotten to make room: edges, operations, keys. */
  long forgotten();

  /** Nothing more is to be learned: judges what would else wait for later traces. */
  default void settle() {}
}
