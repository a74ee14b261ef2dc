package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Outcome;
import java.util.Locale;
import java.util.Set;

/** Which database calls failed because another transaction held a lock. */
final class Locks {

  private static final Set<String> CODES = Set.of("40001", "40P01", "55P03", "1205");
  private static final String[] SENTENCES = {
    "deadlock detected",
    "deadlock found when trying to get lock",
    "lock wait timeout exceeded",
    "could not obtain lock",
    "canceling statement due to lock timeout",
    "could not serialize access",
    "was deadlocked on lock resources"
  };

  private Locks() {}

  /** Whether a call was refused or broken off for a lock; by its code, else by its exception. */
  static boolean refused(TraceFacts facts, Call call) {
    if (call.callClass() != CallClass.DB || call.outcome() == Outcome.OK) {
      return false;
    }
    String code = facts.trace().span(call.node()).attributes().asText("db.response.status_code");
    if (code != null) {
      return CODES.contains(code);
    }
    Failure failure = facts.failures().of(call.node());
    String text = (failure.message() + " " + failure.causedBy()).toLowerCase(Locale.ROOT);
    for (String sentence : SENTENCES) {
      if (text.contains(sentence)) {
        return true;
      }
    }
    return false;
  }
}
