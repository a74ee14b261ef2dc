package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.LockCodes;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.call.Secrets;
import io.longpole.analyzer.model.Attributes;
import java.util.Locale;
import java.util.Set;

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

  /** Codes of a deadlock; SQL Server's is MySQL's code of a wait that took too long. */
  private static final Set<String> DEADLOCKS = Set.of("40P01", "1213");

  private static final String DEADLOCK_OF_SQL_SERVER = "1205";

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
    String text = said(facts, call);
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

  /** Whether a call that was refused for a lock was one of several that waited for each other. */
  static boolean deadlocked(TraceFacts facts, Call call) {
    Attributes attributes = facts.trace().span(call.node()).attributes();
    String code = attributes.asText("db.response.status_code");
    if (code != null) {
      return DEADLOCKS.contains(code)
          || (code.equals(DEADLOCK_OF_SQL_SERVER)
              && Secrets.system(attributes).endsWith("sql_server"));
    }
    String text = said(facts, call);
    return text.contains("deadlock") || isWordOf(text, "40p01");
  }

  private static String said(TraceFacts facts, Call call) {
    Failure failure = facts.failures().of(call.node());
    return (failure.message() + " " + failure.causedBy()).toLowerCase(Locale.ROOT);
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
