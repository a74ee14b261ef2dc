package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Effect;
import java.util.Locale;
import java.util.Set;

/**
 * What queries do that start with no verb of SQL: Cypher and AQL read unless one of their words
 * writes.
 *
 * <p>Example: {@code MATCH (n:Item) RETURN n} reads, {@code MATCH (n:Item) SET n.sold = ?} writes.
 */
final class GraphQueries {

  private static final Set<String> WRITES =
      Set.of(
          "CREATE", "MERGE", "SET", "DELETE", "REMOVE", "DROP", "CALL", "INSERT", "UPDATE",
          "REPLACE", "UPSERT");

  private GraphQueries() {}

  /** The effect of a query of which the values are gone. */
  static Effect effectOf(String fingerprint) {
    int start = 0;
    while (start < fingerprint.length()) {
      int end = start;
      while (end < fingerprint.length() && isWord(fingerprint.charAt(end))) {
        end++;
      }
      String word = fingerprint.substring(start, end).toUpperCase(Locale.ROOT);
      if (WRITES.contains(word)
          && !isName(before(fingerprint, start), after(fingerprint, end))
          && !hasOwnWords(word, after(fingerprint, end))) {
        return Effect.WRITE;
      }
      start = end + 1;
    }
    return Effect.READ;
  }

  /** A label, a property, or the key of one. */
  private static boolean isName(char before, char after) {
    return before == ':' || before == '.' || before == '`' || after == ':';
  }

  /** A query within a query, {@code CALL { … }}, or the function {@code replace(…)}. */
  private static boolean hasOwnWords(String word, char after) {
    return switch (word) {
      case "CALL" -> after == '{' || after == '(';
      case "REPLACE" -> after == '(';
      default -> false;
    };
  }

  private static char before(String text, int end) {
    int place = end - 1;
    while (place > 0 && text.charAt(place) == ' ') {
      place--;
    }
    return place < 0 ? ' ' : text.charAt(place);
  }

  private static char after(String text, int start) {
    int place = start;
    while (place < text.length() - 1 && text.charAt(place) == ' ') {
      place++;
    }
    return place < text.length() ? text.charAt(place) : ' ';
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }
}
