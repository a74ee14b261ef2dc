package io.longpole.analyzer.detect;

/**
 * What stays the same of a message from one failure to the next.
 *
 * <p>Words with digits, paths, and what stands in quotes become {@code *}: {@code HikariPool-1 -
 * request timed out after 1500ms for 'ann'} becomes {@code * - request timed out after * for *}. Of
 * several lines it is the first that says something, and the next one after a colon: below it stand
 * statements, rows and hints, which not every failure of the kind has. Linear.
 */
final class MessageTemplate {

  private static final int MAX_CHARS = 512;
  private static final int MAX_QUOTED = 80;

  private MessageTemplate() {}

  static String of(String message) {
    String text = firstLine(message, Math.min(message.length(), MAX_CHARS));
    StringBuilder template = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int end = isQuote(c) ? text.indexOf(c, at + 1) : -1;
      if (end > at && end - at <= MAX_QUOTED && !isInsideWord(text, at)) {
        template.append('*');
        at = end + 1;
      } else if (isPath(text, at)) {
        template.append('*');
        at = endOfPath(text, at);
      } else if (isWord(c)) {
        at = word(text, at, template);
      } else {
        template.append(c);
        at++;
      }
    }
    return template.toString();
  }

  private static String firstLine(String message, int length) {
    boolean goesOn = true;
    for (int at = 0; at < length; at++) {
      char c = message.charAt(at);
      if (c == '\n') {
        if (!goesOn) {
          return message.substring(0, at).stripTrailing();
        }
      } else if (!Character.isWhitespace(c)) {
        goesOn = c == ':';
      }
    }
    return message.substring(0, length).stripTrailing();
  }

  private static int word(String text, int from, StringBuilder template) {
    int end = from;
    boolean digits = false;
    while (end < text.length() && isWord(text.charAt(end))) {
      digits |= Character.isDigit(text.charAt(end));
      end++;
    }
    if (digits) {
      template.append('*');
    } else {
      template.append(text, from, end);
    }
    return end;
  }

  /** A path or URL begins here: a slash at the beginning of a word, or a scheme. */
  private static boolean isPath(String text, int at) {
    if (isInsideWord(text, at)) {
      return false;
    }
    return text.charAt(at) == '/'
        || text.startsWith("http://", at)
        || text.startsWith("https://", at);
  }

  private static int endOfPath(String text, int from) {
    int end = from;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isInsideWord(String text, int at) {
    return at > 0 && Character.isLetterOrDigit(text.charAt(at - 1));
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_';
  }
}
