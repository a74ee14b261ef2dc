package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Noise;
import java.util.Locale;

/** Connection work recognised by the name of a span that says nothing else. */
final class ConnectionNoise {

  private static final String[] CHECKOUTS = {
    "getconnection", "pool.connect", "acquire", "checkout", "borrow", "engine:connection"
  };

  /** How .NET's HTTP client says it, before host and port. */
  static final String HTTP_WAIT = "HTTP wait_for_connection";

  private static final String PREPARE = "prepare";
  private static final String EXECUTE = "execute";

  /** A name split at all but letters and digits hides these. */
  private static final String[] BEGINS = {
    "begin_tx", "begintx", "begin_transaction", "begintransaction", "starttransaction"
  };

  /** What Couchbase's clients do within a call that has a span of its own. */
  private static final String[] STEPS = {"request_encoding", "dispatch_to_server"};

  private ConnectionNoise() {}

  /** The kind of noise that the name of a span or of its function tells of. */
  static Noise of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String end : CHECKOUTS) {
      if (lower.endsWith(end)) {
        return Noise.CHECKOUT;
      }
    }
    if (name.startsWith(HTTP_WAIT)) {
      return Noise.CHECKOUT;
    }
    for (String end : BEGINS) {
      if (lower.endsWith(end)) {
        return Noise.TX;
      }
    }
    if (isStep(name)) {
      return Noise.STATEMENT;
    }
    if (lower.endsWith("::__construct")) {
      return Noise.CONNECT;
    }
    if (lower.endsWith("reset_session") || lower.endsWith("resetsession")) {
      return Noise.SETTINGS;
    }
    if (lower.equals("connection")) {
      return Noise.CHECKOUT; // Micrometer's, until it is acquired
    }
    String[] words = lower.split("[^a-z0-9]+");
    return words.length == 0 ? Noise.NONE : ofWords(words);
  }

  /** Whether a span is one step of the call above it. */
  static boolean isStep(String name) {
    for (String step : STEPS) {
      if (name.endsWith(step)) {
        return true;
      }
    }
    return false;
  }

  private static Noise ofWords(String[] words) {
    switch (words[words.length - 1]) {
      case "connect", "dial", "handshake", "auth", "hello" -> {
        return Noise.CONNECT;
      }
      case "begin", "commit", "rollback", "savepoint" -> {
        return Noise.TX;
      }
      case "ping" -> {
        return Noise.SETTINGS;
      }
      case "prepare", "rows", "fetch", "fetchall", "fetchone", "fetchcolumn", "fetchobject" -> {
        return Noise.STATEMENT;
      }
      default -> {}
    }
    if (readsRows(words)) {
      return Noise.STATEMENT;
    }
    boolean network = words[0].equals("dns") || words[0].equals("tls");
    return network || words[words.length - 1].equals("tls") ? Noise.CONNECT : Noise.NONE;
  }

  /** {@code sql-rows-next}, {@code result-set}: a driver reads on in what a query found. */
  private static boolean readsRows(String[] words) {
    String name = String.join(" ", words);
    return (words.length == 3 && name.startsWith("sql rows "))
        || name.equals("result set")
        || name.equals("generated keys");
  }

  /**
   * Whether a database span only has a statement prepared: {@code sql.conn.prepare}, {@code
   * PDO::prepare}, {@code PREPARE shop}. It may carry the text, and yet asks for no row.
   */
  static boolean prepares(String name, String operation) {
    return operation.equalsIgnoreCase(PREPARE) || startsOrEndsWith(name, PREPARE);
  }

  /** Whether a database span runs a statement: {@code PDOStatement::execute}. */
  static boolean executes(String name, String operation) {
    return operation.equalsIgnoreCase(EXECUTE) || startsOrEndsWith(name, EXECUTE);
  }

  private static boolean startsOrEndsWith(String name, String word) {
    int length = word.length();
    int rest = name.length() - length;
    boolean ends =
        name.regionMatches(true, rest, word, 0, length)
            && (rest == 0 || !Character.isLetterOrDigit(name.charAt(rest - 1)));
    return ends || (name.regionMatches(true, 0, word, 0, length) && name.charAt(length) == ' ');
  }
}
