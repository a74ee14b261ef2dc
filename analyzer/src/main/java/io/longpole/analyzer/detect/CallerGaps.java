package io.longpole.analyzer.detect;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whose calls have gaps whomever they are for, in one trace: then not the way to one callee is
 * slow, but the caller itself, which has no processor time or no free thread for what it calls.
 *
 * <p>Example: a shop calls stock, prices and rates, and each time 90 ms pass in neither: the shop
 * is suspect. With gaps to stock alone, it is not. One pass over the calls.
 */
final class CallerGaps {

  /** Gaps to fewer callees may have a cause each. */
  static final int MIN_CALLEES = 3;

  static final double MIN_SHARE = 0.75;

  /** Services that one service called, and those of them to which there was a large gap. */
  private static final class Callees {
    private final Set<String> all = new HashSet<>();
    private final Set<String> gapped = new HashSet<>();
  }

  private final Map<String, Callees> callers = new HashMap<>();

  CallerGaps(TraceFacts facts) {
    for (int position = 0; position < facts.callCount(); position++) {
      long gap = NetworkGapDetector.gapNanos(facts, position);
      if (gap >= 0) {
        int node = facts.node(position);
        Callees callees = callers.computeIfAbsent(facts.service(node), caller -> new Callees());
        String callee = facts.service(Servers.first(facts, node));
        callees.all.add(callee);
        if (NetworkGapDetector.isLarge(facts, position, gap)) {
          callees.gapped.add(callee);
        }
      }
    }
  }

  /** To how many callees a suspect caller has gaps; 0 if it is none. */
  int calleesOfSuspect(String caller) {
    Callees callees = callers.get(caller);
    return callees != null
            && callees.gapped.size() >= MIN_CALLEES
            && callees.gapped.size() >= MIN_SHARE * callees.all.size()
        ? callees.gapped.size()
        : 0;
  }
}
