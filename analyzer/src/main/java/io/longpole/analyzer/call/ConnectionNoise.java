package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Noise;
import java.util.Locale;

/** Connection work recognised by the name of a span that says nothing else. */
final class ConnectionNoise {

  private static final String[] CHECKOUTS = {
    "getconnection", "pool.connect", "acquire", "checkout", "borrow"
  };

  private ConnectionNoise() {}

  /** The kind of noise that the name of a span or of its function tells of. */
  static Noise of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String end : CHECKOUTS) {
      if (lower.endsWith(end)) {
        return Noise.CHECKOUT;
      }
    }
    String[] words = lower.split("[^a-z0-9]+");
    if (words.length == 0) {
      return Noise.NONE;
    }
    switch (words[words.length - 1]) {
      case "connect", "handshake", "auth", "hello" -> {
        return Noise.CONNECT;
      }
      case "begin", "commit", "rollback", "savepoint" -> {
        return Noise.TX;
      }
      case "ping" -> {
        return Noise.SETTINGS;
      }
      default -> {}
    }
    boolean network = words[0].equals("dns") || words[0].equals("tls");
    return network || words[words.length - 1].equals("tls") ? Noise.CONNECT : Noise.NONE;
  }
}
