package io.longpole.query.index;

import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.Token;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;
import org.jspecify.annotations.Nullable;

/** Reads the text of a log query, within limits, and says where and why it cannot. */
final class LogQueryText {

  private static final int MAX_CHARS = 16 << 10;
  private static final int MAX_NESTING = 64;
  private static final Pattern COLUMN = Pattern.compile("column (\\d+)");

  private LogQueryText() {}

  /**
   * The query of a text.
   *
   * @throws IllegalArgumentException with the place and what was expected there
   */
  static Query parse(String text, boolean leadingWildcards) {
    if (text.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          "query of " + text.length() + " characters (at most " + MAX_CHARS + " are read)");
    }
    checkNesting(text);
    try {
      return new LogSyntax(leadingWildcards).parse(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException(message(text, e), e);
    } catch (IndexSearcher.TooManyClauses e) {
      throw new IllegalArgumentException(
          "query: more than " + IndexSearcher.getMaxClauseCount() + " clauses", e);
    } catch (TooComplexToDeterminizeException | IllegalArgumentException e) {
      throw new IllegalArgumentException("query: a pattern is too complex: " + e.getMessage(), e);
    }
  }

  private static void checkNesting(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth > MAX_NESTING) {
        throw new IllegalArgumentException(
            "query: at character " + (i + 1) + ": more than " + MAX_NESTING + " open parentheses");
      }
    }
  }

  private static String message(String text, ParseException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof ParseException syntax && syntax.currentToken != null) {
      Token found = syntax.currentToken.next;
      String what = found.kind == 0 ? "the end" : "'" + found.image + "'";
      return "query: at character "
          + (found.beginColumn + 1)
          + ": found "
          + what
          + ", expected "
          + expected(syntax);
    }
    String reason = String.valueOf(cause.getMessage());
    Matcher column = COLUMN.matcher(reason);
    if (column.find()) {
      return "query: at character "
          + Math.min(Integer.parseInt(column.group(1)), text.length())
          + ": a quote, regular expression or range is not closed;"
          + " put text with special characters in quotes";
    }
    if (cause instanceof IndexSearcher.TooManyClauses) {
      return "query: more than " + IndexSearcher.getMaxClauseCount() + " clauses";
    }
    int place = place(text, reason);
    return "query: " + (place < 0 ? "" : "at character " + (place + 1) + ": ") + reason;
  }

  /** Where in the query the words stand with which a message of ours begins. */
  private static int place(String text, String reason) {
    int end = reason.indexOf(": ");
    return end < 0 ? -1 : text.indexOf(reason.substring(0, end));
  }

  private static String expected(ParseException syntax) {
    TreeSet<String> names = new TreeSet<>();
    for (int[] sequence : syntax.expectedTokenSequences) {
      String name = name(syntax.tokenImage[sequence[0]]);
      if (name != null) {
        names.add(name);
      }
    }
    return names.isEmpty() ? "something else" : String.join(", ", names);
  }

  private static @Nullable String name(String token) {
    return switch (token) {
      case "<TERM>", "<BAREOPER>", "<NUMBER>" -> "a word";
      case "<QUOTED>" -> "a quoted text";
      case "<PREFIXTERM>", "<WILDTERM>", "\"*\"" -> "a pattern";
      case "<REGEXPTERM>" -> "/a regular expression/";
      case "<RANGE_START>", "\"[\"", "\"{\"" -> "a range";
      case "<RANGE_GOOP>", "<RANGE_QUOTED>" -> "a bound";
      case "\"TO\"", "<RANGE_TO>" -> "TO";
      case "\"]\"", "<RANGEIN_END>", "\"}\"", "<RANGEEX_END>" -> "] or }";
      case "<AND>" -> "AND";
      case "<OR>" -> "OR";
      case "<NOT>" -> "NOT";
      case "<EOF>" -> "the end";
      case "\"(\"" -> "(";
      case "\")\"" -> ")";
      default -> null;
    };
  }
}
