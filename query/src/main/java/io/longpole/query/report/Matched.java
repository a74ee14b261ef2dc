package io.longpole.query.report;

/** The last lines of a list: how many there are in all, and whether the search was cut short. */
final class Matched {

  private Matched() {}

  static void append(int shown, long matched, String singular, Page page, StringBuilder out) {
    if (matched > shown && shown > 0) {
      String text =
          "… " + Human.count(matched - shown, "more " + singular) + " (--limit shows more)";
      out.append(page.paint(Style.FAINT, text)).append('\n');
    }
  }

  static void partial(boolean partial, String message, Page page, StringBuilder out) {
    if (partial) {
      String reason = message.isEmpty() ? "a limit ended the search early" : message;
      String text = "! Not all was searched: " + TerminalText.safe(reason);
      for (String line : TerminalText.wrap(text, page.width())) {
        out.append(page.paint(Style.WARNING, line)).append('\n');
      }
    }
  }
}
