package io.longpole.analyzer.call;

import java.util.Locale;

/** Names of hosts as they stand in targets. */
final class Hosts {

  static final String ADDRESS = "<ip>";

  private Hosts() {}

  /**
   * Lower case without port; {@link #ADDRESS} for an IP address. A list of hosts, as clients of
   * clusters write it, is known by its first.
   */
  static String normal(String hosts) {
    int comma = hosts.indexOf(',');
    String host = comma >= 0 ? hosts.substring(0, comma) : hosts;
    if (host.startsWith("[") || isColonAddress(host)) {
      return ADDRESS;
    }
    int colon = host.indexOf(':');
    String name = colon >= 0 && isPort(host, colon + 1) ? host.substring(0, colon) : host;
    return isFourNumbers(name) ? ADDRESS : name.toLowerCase(Locale.ROOT);
  }

  /** {@code 2001:db8::7}, {@code ::ffff:10.0.0.7}, {@code fe80::1%eth0}. */
  private static boolean isColonAddress(String host) {
    int colons = 0;
    for (int i = 0; i < host.length() && host.charAt(i) != '%'; i++) {
      char c = host.charAt(i);
      if (c == ':') {
        colons++;
      } else if (c != '.' && Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return colons >= 2;
  }

  private static boolean isPort(String host, int start) {
    for (int i = start; i < host.length(); i++) {
      if (!Character.isDigit(host.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFourNumbers(String name) {
    int dots = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '.') {
        dots++;
      } else if (!Character.isDigit(c)) {
        return false;
      }
    }
    return dots == 3;
  }
}
