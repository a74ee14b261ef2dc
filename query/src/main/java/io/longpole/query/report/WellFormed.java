package io.longpole.query.report;

/** Text without lone surrogates, which UTF-8 has no bytes for. */
public final class WellFormed {

  private WellFormed() {}

  /** The text, with a replacement character for each lone surrogate. */
  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i)) && !TerminalText.isPaired(text, i)) {
        return replaced(text);
      }
    }
    return text;
  }

  private static String replaced(String text) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (Character.isSurrogate(chars[i]) && !TerminalText.isPaired(text, i)) {
        chars[i] = '\ufffd';
      }
    }
    return new String(chars);
  }
}
