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

  /** No command is longer: {@code killAllSessionsByPattern}. */
  private static final int MAX_COMMAND_CHARS = 32;

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
    return bracket && SqlDialect.of(system).mayBeJson() && !isProcedureCall(text, start);
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

  /**
   * Where the command ends that a text starts with, before its document or alone, as Python's
   * driver is told: {@code find {'_id': 7}}, {@code getMore}. 0 if it starts with none.
   */
  static int commandWord(String text) {
    int end = 0;
    while (end < text.length() && isLetter(text.charAt(end))) {
      end++;
    }
    int start = pass(text, end, " ");
    boolean alone = start == text.length();
    boolean before = start > end && (text.charAt(start) == '{' || text.charAt(start) == '[');
    return end <= MAX_COMMAND_CHARS && (alone || before) ? end : 0;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** The text without values. */
  static String shown(String text, CallLimits limits) {
    int word = commandWord(text);
    String document = Shape.read(text.substring(word), limits).shown();
    return word == 0 || document.isEmpty()
        ? text.substring(0, word) + document
        : text.substring(0, word) + " " + document;
  }

  static void fill(Draft draft, Facts facts, CallCache cache) {
    String text = facts.text(Fact.DB_TEXT);
    int word = commandWord(text);
    String document = text.substring(word).strip();
    Shape shape = document.isEmpty() ? null : cache.shape(document);
    String operation = facts.text(Fact.DB_OPERATION);
    String collection = facts.text(Fact.DB_COLLECTION);
    if (operation.isEmpty() && word > 0) {
      operation = text.substring(0, word);
    } else if (shape != null && operation.isEmpty()) {
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
