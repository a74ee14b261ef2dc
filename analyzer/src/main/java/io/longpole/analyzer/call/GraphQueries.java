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
          "CREATE", "MERGE", "SET", "DELETE", "REMOVE", "DROP", "FOREACH", "LOAD", "CALL", "INSERT",
          "UPDATE", "REPLACE", "UPSERT");

  private GraphQueries() {}

  /** Whether the queries of a database system are such. */
  static boolean isOf(String system) {
    return switch (system) {
      case "neo4j", "memgraph", "arangodb" -> true;
      default -> false;
    };
  }

  /** The effect of a query of which the values are gone; a label or property is no such word. */
  static Effect effectOf(String fingerprint) {
    int start = 0;
    while (start < fingerprint.length()) {
      int end = start;
      while (end < fingerprint.length() && isWord(fingerprint.charAt(end))) {
        end++;
      }
      char before = start > 0 ? fingerprint.charAt(start - 1) : ' ';
      boolean named = before == ':' || before == '.' || before == '`';
      if (end > start
          && !named
          && WRITES.contains(fingerprint.substring(start, end).toUpperCase(Locale.ROOT))) {
        return Effect.WRITE;
      }
      start = end + 1;
    }
    return Effect.READ;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }
}
