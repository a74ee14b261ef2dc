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
    if (nothingIsSeen(facts, positions)) {
      return HIDDEN;
    }
    LongTable known = new LongTable();
    LongTable partlySeen = new LongTable();
    int knownCalls = 0;
    for (int position : positions) {
      Arguments arguments = facts.call(position).arguments();
      if (arguments.known()) {
        known.add(arguments.hash());
        knownCalls++;
      } else if (arguments.hash() != 0) {
        partlySeen.add(arguments.hash());
      }
    }
    boolean differ = known.size() > 1 || partlySeen.size() > 1;
    if (!differ) {
      return knownCalls == positions.length ? SAME : HIDDEN;
    }
    return known.size() * 2 >= knownCalls ? DISTINCT : MIXED;
  }

  private static boolean nothingIsSeen(TraceFacts facts, int[] positions) {
    for (int position : positions) {
      Arguments arguments = facts.call(position).arguments();
      if (arguments.known() || arguments.hash() != 0) {
        return false;
      }
    }
    return positions.length > 0;
  }
}
