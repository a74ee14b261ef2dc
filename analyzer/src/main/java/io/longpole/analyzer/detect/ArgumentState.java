package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call.Arguments;

/** What is known of the arguments of a group of calls, taken together. */
enum ArgumentState {
  /** Every call is known to ask the same. */
  SAME,
  /** Some are proven to ask something else, and the values are not few. */
  DISTINCT,
  /** Nothing is proven: the instrumentation removed the arguments. */
  HIDDEN,
  /** Few values over many calls: these are several groups, one a value. */
  MIXED;

  String text() {
    return switch (this) {
      case SAME -> "same";
      case DISTINCT -> "distinct";
      case HIDDEN -> "hidden";
      case MIXED -> "mixed";
    };
  }

  /** The state of the calls at these positions. Linear. */
  static ArgumentState of(TraceFacts facts, int[] positions) {
    int knownCalls = 0;
    Arguments lastKnown = Arguments.HIDDEN;
    Arguments lastPartlySeen = Arguments.HIDDEN;
    boolean differ = false;
    for (int position : positions) {
      Arguments arguments = facts.call(position).arguments();
      if (arguments.known()) {
        differ |= knownCalls > 0 && arguments.hash() != lastKnown.hash();
        lastKnown = arguments;
        knownCalls++;
      } else if (arguments.hash() != 0) {
        differ |= arguments.differsFrom(lastPartlySeen);
        lastPartlySeen = arguments;
      }
    }
    if (!differ) {
      return knownCalls == positions.length ? SAME : HIDDEN;
    }
    return knownValues(facts, positions) * 2 >= knownCalls ? DISTINCT : MIXED;
  }

  private static int knownValues(TraceFacts facts, int[] positions) {
    LongTable values = new LongTable();
    for (int position : positions) {
      Arguments arguments = facts.call(position).arguments();
      if (arguments.known()) {
        values.add(arguments.hash());
      }
    }
    return values.size();
  }
}
