package io.longpole.analyzer.call;

/** Templates of span names, cache keys, destinations and index names, by {@link Segments}. */
final class NameTemplate {

  private NameTemplate() {}

  /** A span name: {@code process order 1042} becomes {@code process order *}. */
  static String ofSpanName(String name, int maxChars) {
    String text = SqlReader.cut(name, maxChars);
    StringBuilder out = new StringBuilder(text.length());
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length() && !SqlChars.isSpace(text.charAt(end))) {
        end++;
      }
      word(out, text, start, end);
      if (end < text.length()) {
        out.append(' ');
      }
      start = end + 1;
    }
    return out.toString();
  }

  private static void word(StringBuilder out, String text, int start, int end) {
    boolean url = end > start && (text.charAt(start) == '/' || text.indexOf("://", start) >= start);
    if (url) {
      String word = text.substring(start, end);
      if (word.charAt(0) == '/' || word.contains("://")) {
        out.append(Url.read(word).template());
        return;
      }
    }
    segments(out, text, start, end, "/:");
  }

  /** A cache key: {@code user:1042:cart} becomes {@code user:*:cart}. */
  static String ofKey(String key, int maxChars) {
    StringBuilder out = new StringBuilder(key.length());
    segments(out, key, 0, key.length(), ":/.");
    return SqlReader.cut(out.toString(), maxChars);
  }

  private static void segments(StringBuilder out, String text, int start, int end, String marks) {
    int from = start;
    for (int i = start; i < end; i++) {
      if (marks.indexOf(text.charAt(i)) >= 0) {
        Segments.append(out, text, from, i);
        out.append(text.charAt(i));
        from = i + 1;
      }
    }
    Segments.append(out, text, from, end);
  }

  /** Index names: {@code logs-2026.11.21,logs-old} becomes {@code logs-*,logs-old}. */
  static String ofIndex(String names, int maxChars) {
    StringBuilder out = new StringBuilder(names.length());
    String text = SqlReader.cut(names, maxChars);
    for (String name : text.split(",", -1)) {
      if (!out.isEmpty()) {
        out.append(',');
      }
      StringBuilder dated = new StringBuilder(name.length());
      dates(dated, name);
      String undated = dated.toString();
      Segments.append(out, undated, 0, undated.length());
    }
    return out.toString();
  }

  /** Numbers between marks, with the marks between them, become one {@code *}. */
  private static void dates(StringBuilder out, String name) {
    int start = 0;
    boolean number = false;
    while (start < name.length()) {
      int end = start;
      while (end < name.length() && Character.isLetterOrDigit(name.charAt(end))) {
        end++;
      }
      boolean digits = end > start && allDigits(name, start, end);
      if (digits && number) {
        out.setLength(out.lastIndexOf("*") + 1);
      } else if (digits) {
        out.append('*');
      } else {
        out.append(name, start, end);
      }
      number = digits || (number && end == start);
      while (end < name.length() && !Character.isLetterOrDigit(name.charAt(end))) {
        out.append(name.charAt(end++));
      }
      start = end;
    }
  }

  private static boolean allDigits(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
