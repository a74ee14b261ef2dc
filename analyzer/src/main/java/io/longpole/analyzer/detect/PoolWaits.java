package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.SpanKind;
import java.util.List;

/** Recognises spans that take a connection from a pool or open one, and the pool they ask. */
final class PoolWaits {

  /** Ends of names of spans that take a connection from a pool, as letters and digits alone. */
  private static final List<String> CHECKOUTS =
      List.of(
          "getconnection",
          "acquireconnection",
          "checkoutconnection",
          "borrowconnection",
          "obtainconnection",
          "waitforconnection",
          "connectionacquire",
          "connectioncheckout",
          "connectionborrow",
          "connectionwait",
          "poolconnect",
          "poolacquire",
          "poolcheckout",
          "poolborrow",
          "connectionpoolwait",
          "dbpoolwait",
          "borrowobject");

  private static final double SECOND = 1e9;
  private static final long MICROSECOND = 1_000;

  private static final String[] POOL_NAMES = {
    "db.client.connection.pool.name",
    "db.client.connections.pool.name",
    "pool.name",
    "jdbc.datasource.pool",
    "jdbc.datasource.name"
  };

  private static final String[] FUNCTIONS = {"code.function.name", "code.function"};

  private PoolWaits() {}

  /** Whether a span is such a wait; one that failed may not say which database it was for. */
  static boolean is(TraceFacts facts, int node) {
    Call call = facts.calls().at(node);
    if (call != null) {
      return call.noise() == Noise.CHECKOUT || call.noise() == Noise.CONNECT;
    }
    return facts.calls().kind(node) == SpanKind.INTERNAL && isCheckout(facts, node);
  }

  /**
   * How long a query waited for its connection before it was sent, as Ecto tells it; 0 if it does
   * not.
   */
  static long queuedNanos(TraceFacts facts, int node) {
    Attributes attributes = facts.trace().span(node).attributes();
    if (attributes.get("ecto.queue_time.duration") instanceof Double seconds) {
      return (long) (seconds * SECOND);
    }
    return attributes.get("queue_time_microseconds") instanceof Long microseconds
        ? microseconds * MICROSECOND
        : 0;
  }

  /** Whether name or function of a span is that of taking a connection from a pool. */
  static boolean isCheckout(TraceFacts facts, int node) {
    if (endsAsCheckout(facts.name(node)) || facts.calls().httpWait(node) != null) {
      return true;
    }
    for (String key : FUNCTIONS) {
      String function = facts.trace().span(node).attributes().text(key);
      if (function != null && endsAsCheckout(function)) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsAsCheckout(String name) {
    for (String end : CHECKOUTS) {
      if (endsPlainly(name, end)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a name ends so, if only its letters and digits are read and in any case. */
  private static boolean endsPlainly(String name, String end) {
    int left = end.length();
    for (int i = name.length() - 1; i >= 0 && left > 0; i--) {
      char c = name.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        if (Character.toLowerCase(c) != end.charAt(left - 1)) {
          return false;
        }
        left--;
      }
    }
    return left == 0;
  }

  /** The pool's name, as far as it is said: its own, or that of the class or library. */
  static String pool(TraceFacts facts, int node) {
    Attributes attributes = facts.trace().span(node).attributes();
    for (String key : POOL_NAMES) {
      String name = attributes.text(key);
      if (name != null) {
        return name;
      }
    }
    String name = facts.name(node);
    String host = facts.calls().httpWait(node);
    if (host != null && !host.isEmpty()) {
      return host;
    }
    int dot = name.lastIndexOf('.');
    if (dot > 0 && endsAsCheckout(name)) {
      return name.substring(0, dot);
    }
    Call call = facts.calls().at(node);
    return call == null || call.target().isEmpty() ? name : call.target();
  }
}
