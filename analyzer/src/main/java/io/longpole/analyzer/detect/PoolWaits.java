package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.SpanKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recognises spans that take a connection from a pool or open one, and the pool they ask. */
final class PoolWaits {

  /** Ends of names of spans that take a connection from a pool, lower case. */
  private static final List<String> CHECKOUTS =
      List.of(
          "getconnection",
          "pool.connect",
          "pool.acquire",
          "pool.checkout",
          "acquireconnection",
          "acquire_connection",
          "borrowobject");

  private static final String[] POOL_NAMES = {
    "db.client.connection.pool.name", "db.client.connections.pool.name", "pool.name"
  };

  private static final String[] FUNCTIONS = {"code.function.name", "code.function"};

  private PoolWaits() {}

  /** Whether a span is such a wait; one that failed may not say which database it was for. */
  static boolean is(TraceFacts facts, int node) {
    Call call = facts.calls().at(node);
    if (call != null) {
      return call.noise() == Noise.CHECKOUT || call.noise() == Noise.CONNECT;
    }
    SpanKind kind = facts.calls().kind(node);
    return (kind == SpanKind.INTERNAL || kind == SpanKind.CLIENT) && isCheckout(facts, node);
  }

  /** Whether name or function of a span is that of taking a connection from a pool. */
  static boolean isCheckout(TraceFacts facts, int node) {
    if (endsAsCheckout(facts.name(node))) {
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
    return ending(name) != null;
  }

  private static @Nullable String ending(String name) {
    for (String end : CHECKOUTS) {
      if (name.regionMatches(true, name.length() - end.length(), end, 0, end.length())) {
        return end;
      }
    }
    return null;
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
    int dot = name.lastIndexOf('.');
    if (ending(name) != null && dot > 0) {
      return name.substring(0, dot);
    }
    Call call = facts.calls().at(node);
    return call == null || call.target().isEmpty() ? name : call.target();
  }
}
