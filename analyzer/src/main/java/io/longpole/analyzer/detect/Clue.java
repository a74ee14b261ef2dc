package io.longpole.analyzer.detect;

import java.util.Map;
import java.util.function.Supplier;

/**
 * What a rule has found in one place of a trace, before its impact is known.
 *
 * @param nodes the spans that the rule speaks of, in order of start
 * @param account tells of the place; asked of the heaviest clue of a problem only, so that ten
 *     thousand loops of one kind cost one text
 * @param weightNanos how much time it concerns; of several clues of one problem in one trace the
 *     heaviest is shown
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never changed
record Clue(
    Problem problem,
    Gravity gravity,
    Remedy remedy,
    int[] nodes,
    Supplier<Account> account,
    long weightNanos) {

  /** What to tell a person: the problem in one sentence, and the fix. */
  record Advice(String summary, String suggestion) {}

  /** The same with the numbers and texts of the contract, in their order. */
  record Account(Advice advice, Map<String, Object> details) {}

  Clue(
      Problem problem,
      Gravity gravity,
      Remedy remedy,
      int[] nodes,
      Advice advice,
      Map<String, Object> details,
      long weightNanos) {
    this(problem, gravity, remedy, nodes, () -> new Account(advice, details), weightNanos);
  }
}
