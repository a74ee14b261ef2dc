package io.longpole.query.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads where a server is: "HOST:PORT", "HOST", ":PORT"; IPv6 in brackets. */
final class ServerAddress {

  private static final int DEFAULT_PORT = 4319;
  private static final Pattern FORM =
      Pattern.compile("(?:http://)?(\\[[0-9a-fA-F:.]+]|[\\w.-]*)(?::(\\d{1,5}))?/?");

  private ServerAddress() {}

  /** HOST:PORT, with 127.0.0.1 and 4319 where a part is missing. */
  static String parse(String text) {
    Matcher matcher = FORM.matcher(text);
    String port = matcher.matches() && matcher.group(2) != null ? matcher.group(2) : "";
    if (!matcher.matches() || text.isEmpty() || (!port.isEmpty() && !isPort(port))) {
      throw new IllegalArgumentException(
          "server=" + text + " (HOST:PORT is expected, such as 127.0.0.1:" + DEFAULT_PORT + ")");
    }
    String host = matcher.group(1).isEmpty() ? "127.0.0.1" : matcher.group(1);
    return host + ":" + (port.isEmpty() ? DEFAULT_PORT : Integer.parseInt(port));
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port > 0 && port <= 65_535;
  }
}
