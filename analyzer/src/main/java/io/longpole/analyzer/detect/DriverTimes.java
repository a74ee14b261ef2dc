package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import java.util.HashMap;
import java.util.Map;

/**
 * When the driver had a query, where a mapper and the driver both show it: a mapper's span begins
 * before the transaction does, and before the wait for it.
 *
 * <p>Example: {@code update} 1–170 of SQLAlchemy with {@code BEGIN} 1–16 and asyncpg's {@code
 * update} 29–170 in it: the driver's span, 29–170. A call with several queries in it, such as a
 * batch, stands for itself, and so does the driver's where it stands for the mapper's too. Linear
 * in calls.
 */
final class DriverTimes {

  private static final int SEVERAL = -1;

  private final Map<Integer, Integer> driverOf = new HashMap<>();

  DriverTimes(TraceFacts facts) {
    for (int position = 0; position < facts.callCount(); position++) {
      Call part = facts.call(position);
      boolean below = part.partOf() >= 0 && part.partOf() < part.node(); // parents come first
      if (below) {
        driverOf.merge(part.partOf(), part.node(), (one, other) -> SEVERAL);
      }
    }
  }

  /** The node of the driver's span of a call, or the call's own. */
  int node(Call call) {
    int driver = driverOf.getOrDefault(call.node(), SEVERAL);
    return driver == SEVERAL ? call.node() : driver;
  }
}
