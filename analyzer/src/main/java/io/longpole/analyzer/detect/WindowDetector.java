package io.longpole.analyzer.detect;

/**
 * A rule that compares a trace with others. Its state is bounded, and changes in {@link #learn} and
 * {@link #learnQuiet} alone.
 *
 * <p>Offline, all traces of the window are learned and then looked at; a pipeline learns each trace
 * and looks at it at once ({@link TraceFacts#isLive}): then what was wrong at the end of the last
 * judged window goes on until a later one is judged. Both is done in order of time, which the spans
 * tell; live, about so.
 */
interface WindowDetector extends Detector {

  /**
   * Takes a trace into the state; of its calls those that are {@linkplain TraceFacts#notableCalls
   * notable}, if the detector learns the others as {@link #learnQuiet}.
   */
  void learn(TraceFacts facts);

  /** Takes calls that went well into the state, later than their traces. */
  default void learnQuiet(QuietRow calls) {}

  /** How much was forgotten to make room: edges, operations, keys. */
  long forgotten();

  /** Nothing more is to be learned: judges what would else wait for later traces. */
  default void settle() {}
}
