package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.LockCodes;
import io.longpole.analyzer.call.Outcome;
import java.util.Locale;

/** Which database calls failed because another transaction held a lock. */
final class Locks {

  private static final String[] SENTENCES = {
    "deadlock detected",
    "deadlock found when trying to get lock",
    "lock wait timeout exceeded",
    "could not obtain lock",
    "canceling statement due to lock timeout",
    "could not serialize access",
    "was deadlocked on lock resources",
    "lock request time out period exceeded",
    "resource busy and acquire with nowait",
    "database is locked",
    "database table is locked",
    "writeconflict"
  };

  /** Codes that stand in a message for nothing else, as PostgreSQL's drivers put them there. */
  private static final String[] WRITTEN_CODES = {"40p01", "55p03"};

  private Locks() {}

  /** Whether a call was refused or broken off for a lock; by its code, else by its exception. */
  static boolean refused(TraceFacts facts, Call call) {
    if (call.callClass() != CallClass.DB || call.outcome() == Outcome.OK) {
      return false;
    }
    String code = facts.trace().span(call.node()).attributes().asText("db.response.status_code");
    if (code != null) {
      return LockCodes.contains(code);
    }
    Failure failure = facts.failures().of(call.node());
    String text = (failure.message() + " " + failure.causedBy()).toLowerCase(Locale.ROOT);
    for (String sentence : SENTENCES) {
      if (text.contains(sentence)) {
        return true;
      }
    }
    for (String written : WRITTEN_CODES) {
      if (isWordOf(text, written)) {
        return true;
      }
    }
    return text.contains("(40001)")
        || text.contains("code: 40001")
        || text.contains("sqlstate 40001");
  }

  private static boolean isWordOf(String text, String word) {
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      int end = at + word.length();
      boolean begins = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
      boolean ends = end == text.length() || !Character.isLetterOrDigit(text.charAt(end));
      if (begins && ends) {
        return true;
      }
    }
    return false;
  }
}
