package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import java.util.Locale;

/** What the name of a database operation tells, for want of a text. */
record StoreOperation(String name, Effect effect, Noise noise) {

  private static final String[] READS = {
    "select",
    "show",
    "get",
    "query",
    "scan",
    "batchget",
    "transactget",
    "find",
    "search",
    "count",
    "read",
    "list",
    "lookup",
    "exists",
    "head",
    "describe"
  };

  /** Beginnings that look like reading and are not: {@code LISTEN}, {@code findAndModify}. */
  private static final String[] WRITES = {
    "listen", "findand", "findoneand", "findorcreate", "getand", "getorcreate", "readmodify"
  };

  /** The operation, upper case, with what it does. */
  static StoreOperation of(String operation, CallLimits limits) {
    Effect effect = operation.isEmpty() ? Effect.UNKNOWN : effectOf(operation);
    Noise noise = new SqlReader(limits).read(operation, SqlDialect.UNKNOWN).noise();
    return new StoreOperation(operation.toUpperCase(Locale.ROOT), effect, noise);
  }

  /** The effect of an operation by its name; of databases all that does not read writes. */
  static Effect effectOf(String operation) {
    String name = StoreCalls.folded(operation).replace("_", "");
    return startsWithOne(name, READS) && !startsWithOne(name, WRITES) ? Effect.READ : Effect.WRITE;
  }

  private static boolean startsWithOne(String name, String[] beginnings) {
    for (String beginning : beginnings) {
      if (name.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }
}
