package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Arguments;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls to document databases: collection, command, and the shape of the command. */
final class DocumentCalls {

  static final String GET_MORE = "getmore";

  private static final Set<String> READS =
      Set.of(
          "find",
          "findone",
          "aggregate",
          "count",
          "countdocuments",
          "estimateddocumentcount",
          "distinct",
          "getmore",
          "listcollections",
          "listindexes",
          "listdatabases",
          "dbstats",
          "collstats",
          "explain");

  private DocumentCalls() {}

  /**
   * Whether a text is JSON: not {@code {call p(?)}} of JDBC, nor {@code [dbo].[p]} of a database
   * whose names have brackets.
   */
  static boolean isDocument(String text, String system) {
    if (system.equals("mongodb")) {
      return true;
    }
    int start = pass(text, 0, " \t\r\n");
    boolean bracket = text.startsWith("{", start) || text.startsWith("[", start);
    return bracket && SqlDialect.of(system) == SqlDialect.UNKNOWN && !isProcedureCall(text, start);
  }

  /** {@code {call p(?)}} or {@code {? = call p(?)}}. */
  private static boolean isProcedureCall(String text, int bracket) {
    int start = pass(text, bracket + 1, " ");
    if (text.startsWith("?", start)) {
      start = pass(text, start + 1, " =");
    }
    return text.charAt(bracket) == '{'
        && text.regionMatches(true, start, "call", 0, 4)
        && start + 4 < text.length()
        && SqlChars.isSpace(text.charAt(start + 4));
  }

  private static int pass(String text, int from, String marks) {
    int place = from;
    while (place < text.length() && marks.indexOf(text.charAt(place)) >= 0) {
      place++;
    }
    return place;
  }

  static void fill(Draft draft, Facts facts, CallCache cache) {
    String text = facts.text(Fact.DB_TEXT);
    Shape shape = text.isEmpty() ? null : cache.shape(text);
    String operation = facts.text(Fact.DB_OPERATION);
    String collection = facts.text(Fact.DB_COLLECTION);
    if (shape != null && operation.isEmpty()) {
      operation = shape.firstField();
    }
    if (operation.isEmpty()) {
      return;
    }
    String command = operation.toLowerCase(Locale.ROOT);
    boolean more = command.equals(GET_MORE);
    if (collection.isEmpty() && shape != null && isCollection(shape, operation)) {
      collection = shape.firstValue();
    }
    draft.b = collection;
    draft.c = more ? "find" : operation;
    draft.label = (draft.c + " " + collection).strip();
    draft.collection = StoreCalls.folded(collection);
    draft.effect = reads(command, shape) ? Effect.READ : Effect.WRITE;
    draft.noise = noiseOf(command);
    if (shape != null && !more) {
      draft.d = shape.hash();
      draft.text = shape.text();
      draft.arguments = Arguments.of(!shape.hasPlaceholder(), shape.valueHash());
    }
    if (draft.b.isEmpty()) {
      // The fallback to operation and collection needs a sign that there is nothing to do.
      draft.b = "-";
    }
  }

  /** An aggregation may store what it finds, a map-reduce does unless it hands it back. */
  private static boolean reads(String command, @Nullable Shape shape) {
    if (command.equals("mapreduce")) {
      return shape != null && shape.text().contains("out: {inline: ");
    }
    return READS.contains(command) && (shape == null || !shape.stores());
  }

  private static boolean isCollection(Shape shape, String operation) {
    return shape.firstField().equalsIgnoreCase(operation)
        && !shape.firstValue().isEmpty()
        && !shape.firstValue().equals("?")
        && !Character.isDigit(shape.firstValue().charAt(0));
  }

  private static Noise noiseOf(String command) {
    return switch (command) {
      case "hello", "ismaster", "endsessions", "ping", "buildinfo" -> Noise.SETTINGS;
      case "saslstart", "saslcontinue", "authenticate", "auth" -> Noise.CONNECT;
      case "committransaction", "aborttransaction" -> Noise.TX;
      default -> Noise.NONE;
    };
  }
}
