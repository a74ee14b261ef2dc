package io.longpole.query.report;

/**
 * Makes text from outside plain text in Markdown: no markup, no HTML, no table cells of its own, no
 * mention that calls people or channels.
 *
 * <p>Example: {@code <!channel> a|b @here} becomes &amp;lt;!channel&amp;gt; a\|b @, a zero-width
 * space, here.
 */
public final class MarkdownText {

  private static final char ZERO_WIDTH_SPACE = '\u200b';

  private MarkdownText() {}

  /** The text on one line, with all that Markdown, HTML or a chat would act on escaped. */
  public static String safe(String text) {
    String visible = TerminalText.safe(text);
    StringBuilder out = new StringBuilder(visible.length() + 16);
    for (int i = 0; i < visible.length(); i++) {
      char c = visible.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '@' -> out.append('@').append(ZERO_WIDTH_SPACE);
        case '\\', '`', '*', '_', '[', ']', '|', '~', '$' -> out.append('\\').append(c);
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
