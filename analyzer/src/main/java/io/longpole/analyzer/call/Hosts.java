package io.longpole.analyzer.call;

import java.util.Locale;

/** Names of hosts as they stand in targets. */
final class Hosts {

  static final String ADDRESS = "<ip>";

  private Hosts() {}

  /** Lower case without port; {@link #ADDRESS} for an IP address. */
  static String normal(String host) {
    if (host.startsWith("[")) {
      return ADDRESS;
    }
    int colon = host.indexOf(':');
    if (colon >= 0 && host.indexOf(':', colon + 1) >= 0) {
      return ADDRESS;
    }
    String name = colon >= 0 && isPort(host, colon + 1) ? host.substring(0, colon) : host;
    return isFourNumbers(name) ? ADDRESS : name.toLowerCase(Locale.ROOT);
  }

  private static boolean isPort(String host, int start) {
    for (int i = start; i < host.length(); i++) {
      if (host.charAt(i) < '0' || host.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean isFourNumbers(String name) {
    int dots = 0;
    int digits = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '.') {
        if (digits == 0) {
          return false;
        }
        dots++;
        digits = 0;
      } else if (c >= '0' && c <= '9') {
        digits++;
      } else {
        return false;
      }
    }
    return dots == 3 && digits > 0;
  }
}
