package io.longpole.analyzer.call;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A place in a list of SQL tokens that sees its neighbours without spaces and comments. */
final class SqlCursor {

  private SqlTokens tokens = new SqlTokens();
  private int end;
  private int index;
  private int previous;
  private int next;

  /** Stands on the first token that is no space or comment. */
  void open(SqlTokens source, int endIndex) {
    tokens = source;
    end = endIndex;
    previous = -1;
    index = skip(0);
    next = skip(index + 1);
  }

  int index() {
    return index;
  }

  /** Goes to the next token that is no space or comment. */
  void advance() {
    previous = index;
    index = next;
    next = skip(index + 1);
  }

  /** The same, in the middle of a rule. */
  void next() {
    advance();
  }

  private int skip(int from) {
    int result = from;
    while (result < end
        && (tokens.type(result) == SqlToken.SPACE || tokens.type(result) == SqlToken.COMMENT)) {
      result++;
    }
    return result;
  }

  SqlToken type() {
    return tokens.type(index);
  }

  boolean is(char mark) {
    return tokens.is(index, mark);
  }

  String text() {
    return tokens.text(index);
  }

  /** The text, without its quotes where it needs none. */
  String bareText() {
    String text = tokens.text(index);
    if (tokens.type(index) != SqlToken.QUOTED) {
      return text;
    }
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      boolean plain = Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '#';
      if (!plain) {
        return text;
      }
    }
    return text.length() > 2 ? text.substring(1, text.length() - 1) : text;
  }

  boolean textIs(String upper) {
    return type() == SqlToken.WORD && text().equalsIgnoreCase(upper);
  }

  SqlWord word() {
    return word(index);
  }

  private SqlWord word(int at) {
    return at >= 0 && at < end && tokens.type(at) == SqlToken.WORD
        ? SqlWord.of(tokens.text(), tokens.start(at), tokens.end(at))
        : SqlWord.NAME;
  }

  SqlWord previousWord() {
    return word(previous);
  }

  SqlWord nextWord() {
    return word(next);
  }

  @Nullable SqlToken nextType() {
    return next < end ? tokens.type(next) : null;
  }

  String nextUpper() {
    return tokens.text(next).toUpperCase(Locale.ROOT);
  }

  boolean previousIs(char mark) {
    return previous >= 0 && tokens.is(previous, mark);
  }

  boolean nextIs(char mark) {
    return next < end && tokens.is(next, mark);
  }

  boolean previousTextIs(String... uppers) {
    if (previous < 0 || tokens.type(previous) != SqlToken.WORD) {
      return false;
    }
    String text = tokens.text(previous);
    for (String upper : uppers) {
      if (text.equalsIgnoreCase(upper)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a statement may start here. */
  boolean startsStatement(Set<String> leadingWords) {
    if (previous < 0 || tokens.is(previous, ';') || tokens.is(previous, ')')) {
      return true;
    }
    return tokens.type(previous) == SqlToken.WORD
        && leadingWords.contains(tokens.text(previous).toUpperCase(Locale.ROOT));
  }

  /** Whether the next token is a dot, or a name after a dot. */
  boolean continuesName() {
    if (next >= end) {
      return false;
    }
    if (tokens.is(index, '.')) {
      SqlToken type = tokens.type(next);
      return type == SqlToken.WORD || type == SqlToken.QUOTED || tokens.is(next, '.');
    }
    if (!tokens.is(next, '.')) {
      return false;
    }
    int after = skip(next + 1);
    return after < end
        && (tokens.type(after) == SqlToken.WORD
            || tokens.type(after) == SqlToken.QUOTED
            || tokens.is(after, '.'));
  }

  /** Whether after AS comes a parenthesis, with or without (NOT) MATERIALIZED before it. */
  boolean nextButOneStartsExpression() {
    int after = skip(next + 1);
    for (int words = 0; words < 2 && after < end && tokens.type(after) == SqlToken.WORD; words++) {
      String text = tokens.text(after);
      if (!text.equalsIgnoreCase("NOT") && !text.equalsIgnoreCase("MATERIALIZED")) {
        return false;
      }
      after = skip(after + 1);
    }
    return after < end && tokens.is(after, '(');
  }

  /** Whether exactly these follow, up to the end of the statement; {@code ?} is any value. */
  boolean followedBy(String... uppers) {
    int place = next;
    for (String upper : uppers) {
      boolean fits =
          place < end
              && (upper.equals("?")
                  ? tokens.type(place).isValue()
                  : tokens.text(place).equalsIgnoreCase(upper));
      if (!fits) {
        return false;
      }
      place = skip(place + 1);
    }
    return place >= end || tokens.is(place, ';');
  }

  boolean nextStartsWith(String start) {
    return next < end && tokens.text().startsWith(start, tokens.start(next));
  }

  /** The first word of the text, empty if there is none. */
  String firstWord() {
    for (int i = 0; i < end; i++) {
      if (tokens.type(i) == SqlToken.WORD) {
        return tokens.text(i);
      }
    }
    return "";
  }
}
