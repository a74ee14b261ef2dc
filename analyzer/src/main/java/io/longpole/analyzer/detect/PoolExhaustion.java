package io.longpole.analyzer.detect;

import java.util.Locale;

/** Whether a failure says that a pool had no connection to give within its time limit. */
final class PoolExhaustion {

  /** Classes that mean nothing else. */
  private static final String[] TYPES = {
    "connectionpooltimeout",
    "poolacquiretimeout",
    "poolexhausted",
    "exhaustedpool",
    "pooltimeout",
    "waitqueuetimeout",
    "mongowaitqueuefull",
    "poolacquirependinglimit"
  };

  /** What drivers and pools say, each part of one sentence that must be there. */
  private static final String[][] SENTENCES = {
    {"connection is not available, request timed out"},
    {"timeout exceeded when trying to connect"},
    {"timeout acquiring a connection"},
    {"queuepool limit"},
    {"prior to obtaining a connection from the pool"},
    {"cannot get a connection, pool error"},
    {"an attempt by a client to checkout a connection has timed out"},
    {"timed out fetching a new connection from the connection pool"},
    {"timeout waiting for connection from pool"},
    {"could not get a resource", "pool"},
    {"couldn't get a connection after"},
    {"waiting for a connection from the pool"},
    {"timeout waiting for idle object"},
    {"pool empty. unable to fetch a connection"},
    {"pool timed out while waiting for an open connection"},
    {"could not obtain a database connection within"},
    {"pending acquire queue", "pool"},
    {"no managed connections available"},
    {"sorry, acquisition timeout"}
  };

  /** What is said when the database does not take the connection. */
  private static final String[] REFUSALS = {
    "refused",
    "reset",
    "unreachable",
    "unknown host",
    "enotfound",
    "no route",
    "password",
    "authentication",
    "access denied",
    "does not exist",
    "unknown database",
    "too many",
    "ssl",
    "tls"
  };

  /** What follows the pool's name; of the pools above only HikariCP says it. */
  private static final String AFTER_NAME = " - Connection is not available, request timed out";

  private static final String[] BEFORE_NAME = {": ", "[", "(", "\n"};

  private PoolExhaustion() {}

  /** The name of the pool as a failure says it, also within another message; else empty. */
  static String pool(Failure failure) {
    String name = pool(failure.message());
    return name.isEmpty() ? pool(failure.causedBy()) : name;
  }

  private static String pool(String message) {
    int end = message.indexOf(AFTER_NAME);
    if (end < 0) {
      return "";
    }
    int begin = 0;
    for (String before : BEFORE_NAME) {
      int at = message.lastIndexOf(before, end);
      begin = at < 0 ? begin : Math.max(begin, at + before.length());
    }
    return message.substring(begin, end).strip();
  }

  /** Whether a failure says that the database itself did not take the connection. */
  static boolean isRefusal(Failure failure) {
    String text =
        (failure.type() + " " + failure.message() + " " + failure.causedBy())
            .toLowerCase(Locale.ROOT);
    for (String refusal : REFUSALS) {
      if (text.contains(refusal)) {
        return true;
      }
    }
    return false;
  }

  static boolean is(Failure failure) {
    String type = failure.type().toLowerCase(Locale.ROOT);
    for (String name : TYPES) {
      if (type.contains(name)) {
        return true;
      }
    }
    return says(failure.message()) || says(failure.causedBy());
  }

  private static boolean says(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    for (String[] parts : SENTENCES) {
      boolean all = !text.isEmpty();
      for (String part : parts) {
        all = all && text.contains(part);
      }
      if (all) {
        return true;
      }
    }
    return false;
  }
}
