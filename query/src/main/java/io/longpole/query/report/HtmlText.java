package io.longpole.query.report;

/**
 * Makes text from outside plain text in HTML, between tags and in quoted attributes alike.
 *
 * <p>Example: of {@code <b>} the first character becomes an ampersand, "lt" and a semicolon.
 */
final class HtmlText {

  private HtmlText() {}

  /** The text on one line, control characters made visible, all that HTML acts on escaped. */
  static String safe(String text) {
    String visible = TerminalText.safe(text);
    StringBuilder out = new StringBuilder(visible.length() + 16);
    for (int i = 0; i < visible.length(); i++) {
      char c = visible.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '`' -> out.append("&#96;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
