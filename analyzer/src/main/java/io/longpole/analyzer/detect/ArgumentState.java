package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call.Arguments;

/** What is known of the arguments of a group of calls, taken together. */
enum ArgumentState {
  /** Every call is known to ask the same. */
  SAME,
  /**
   * Some are proven to ask something else, and the values are not few: half as many as the calls,
   * or a quarter and enough for a loop of their own. Example: 53 calls for 20 devices.
   */
  DISTINCT,
  /** Nothing is proven: the instrumentation removed the arguments. */
  HIDDEN,
  /** Few values over many calls: these are several groups, one a value. */
  MIXED;

  private static final int MANY_VALUES = 5;

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
    return areMany(knownValues(facts, positions), knownCalls) ? DISTINCT : MIXED;
  }

  /** Whether that many values make a loop over them, rather than the same asked again and again. */
  private static boolean areMany(int values, int calls) {
    return values * 2 >= calls || (values >= MANY_VALUES && values * 4 >= calls);
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
