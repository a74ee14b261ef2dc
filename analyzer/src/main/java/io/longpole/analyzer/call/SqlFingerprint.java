package io.longpole.analyzer.call;

/**
 * Level 2 of an SQL text: what all texts of one statement have in common.
 *
 * <p>Values become {@code ?}, keywords upper case, names lower case, lists of values and rows of
 * VALUES one, repeated statements one; comments and the instrumentation's spacing disappear. So
 * {@code select * from T where a in (1,2) -- x} becomes {@code SELECT * FROM t WHERE a IN (?)}.
 * Applied to its own result, or to the safe text, it gives the same again. Linear in the text.
 *
 * <p>Reusable, for one thread.
 */
final class SqlFingerprint {

  /** What was written last, as far as the space before the next piece depends on it. */
  private enum Last {
    NOTHING,
    KEYWORD,
    NAME,
    VALUE,
    OPEN,
    OPEN_BRACKET,
    CLOSE,
    DOT,
    CAST,
    OTHER
  }

  private final StringBuilder out = new StringBuilder(256);
  private final SqlLists lists = new SqlLists(out);
  private SqlTokens tokens = new SqlTokens();
  private Last last = Last.NOTHING;
  private SqlWord lastWord = SqlWord.NAME;
  private boolean nameFollows;
  private int statements;
  private int statementsKept;
  private int statementStart;
  private int previousStart;
  private int previousEnd;

  /** The fingerprint of the tokens, whole. */
  String of(SqlTokens source) {
    tokens = source;
    out.setLength(0);
    statements = 0;
    statementsKept = 0;
    previousStart = -1;
    startStatement();
    for (int i = 0; i < source.count(); i++) {
      add(i);
    }
    endStatement();
    return out.toString();
  }

  /** How often the text says the same statement; 1 if it says different ones. */
  int repeats() {
    return statementsKept == 1 ? statements : 1;
  }

  private void startStatement() {
    statementStart = out.length();
    last = Last.NOTHING;
    lastWord = SqlWord.NAME;
    nameFollows = false;
    lists.reset();
  }

  private void endStatement() {
    if (out.length() == statementStart) {
      if (previousStart >= 0) {
        out.setLength(previousEnd);
      }
      return;
    }
    statements++;
    int chars = out.length() - statementStart;
    boolean same =
        previousStart >= 0
            && previousEnd - previousStart == chars
            && sameChars(previousStart, statementStart, chars);
    if (same) {
      out.setLength(previousEnd);
    } else {
      statementsKept++;
      previousStart = statementStart;
      previousEnd = out.length();
    }
  }

  private boolean sameChars(int one, int other, int chars) {
    for (int i = 0; i < chars; i++) {
      if (out.charAt(one + i) != out.charAt(other + i)) {
        return false;
      }
    }
    return true;
  }

  private void add(int index) {
    switch (tokens.type(index)) {
      case SPACE, COMMENT -> {}
      case STRING, NUMBER, PLACEHOLDER -> value();
      case WORD -> word(index);
      case QUOTED -> quoted(index);
      case MARK -> mark(index);
    }
  }

  private void value() {
    space(Last.VALUE);
    out.append('?');
    wrote(Last.VALUE, SqlWord.NAME);
    lists.value();
    nameFollows = false;
  }

  private void word(int index) {
    int start = tokens.start(index);
    int end = tokens.end(index);
    SqlWord word = last == Last.DOT ? SqlWord.NAME : SqlWord.of(tokens.text(), start, end);
    if (word == SqlWord.TRUE || word == SqlWord.FALSE) {
      value();
    } else if (word == SqlWord.NAME) {
      if (nameFollows && hasDigit(start, end)) {
        value();
        return;
      }
      space(Last.NAME);
      for (int i = start; i < end; i++) {
        out.append(SqlWord.lower(tokens.text().charAt(i)));
      }
      nameFollows = false;
      wrote(Last.NAME, word);
      lists.other(word);
    } else {
      space(Last.KEYWORD);
      for (int i = start; i < end; i++) {
        out.append(SqlWord.upper(tokens.text().charAt(i)));
      }
      nameFollows =
          switch (word) {
            case SAVEPOINT, RELEASE, EXECUTE, DEALLOCATE -> true;
            case PREPARE -> lastWord == SqlWord.DEALLOCATE;
            case TO -> lastWord == SqlWord.ROLLBACK;
            default -> false;
          };
      wrote(Last.KEYWORD, word);
      lists.other(word);
    }
  }

  private boolean hasDigit(int start, int end) {
    for (int i = start; i < end; i++) {
      char c = tokens.text().charAt(i);
      if (c >= '0' && c <= '9') {
        return true;
      }
    }
    return false;
  }

  private void quoted(int index) {
    int start = tokens.start(index);
    int end = tokens.end(index);
    if (nameFollows && hasDigit(start, end)) {
      value();
      return;
    }
    space(Last.NAME);
    if (isPlain(start + 1, end - 1)) {
      out.append(tokens.text(), start + 1, end - 1);
    } else {
      out.append(tokens.text(), start, end);
    }
    nameFollows = false;
    wrote(Last.NAME, SqlWord.NAME);
    lists.other(SqlWord.NAME);
  }

  /** Whether a quoted name means the same without its quotes. */
  private boolean isPlain(int start, int end) {
    String text = tokens.text();
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || c == '_';
      if (!letter && (i == start || c < '0' || c > '9')) {
        return false;
      }
    }
    return end > start && (last == Last.DOT || SqlWord.of(text, start, end) == SqlWord.NAME);
  }

  private void mark(int index) {
    int start = tokens.start(index);
    char c = tokens.text().charAt(start);
    if (tokens.end(index) - start > 1) {
      boolean cast = c == ':' && tokens.text().charAt(start + 1) == ':';
      other(index, cast ? Last.CAST : Last.OTHER);
      return;
    }
    switch (c) {
      case ';' -> semicolon();
      case '(' -> open('(', Last.OPEN);
      case '[' -> open('[', Last.OPEN_BRACKET);
      case ')', ']' -> {
        out.append(c);
        lists.close(c);
        wrote(Last.CLOSE, SqlWord.NAME);
      }
      case ',' -> {
        lists.comma();
        out.append(',');
        wrote(Last.OTHER, SqlWord.NAME);
      }
      case '.' -> {
        out.append('.');
        wrote(Last.DOT, SqlWord.NAME);
        lists.other(SqlWord.KEYWORD);
      }
      default -> other(index, Last.OTHER);
    }
    nameFollows = false;
  }

  private void open(char bracket, Last kind) {
    space(kind);
    lists.open(bracket, lastWord, last == Last.OPEN || last == Last.OPEN_BRACKET);
    out.append(bracket);
    lists.opened();
    wrote(kind, SqlWord.NAME);
  }

  private void other(int index, Last kind) {
    space(kind);
    out.append(tokens.text(), tokens.start(index), tokens.end(index));
    wrote(kind, SqlWord.NAME);
    lists.other(SqlWord.KEYWORD);
    nameFollows = false;
  }

  private void semicolon() {
    endStatement();
    if (previousStart >= 0) {
      out.append("; ");
    }
    startStatement();
  }

  private void wrote(Last kind, SqlWord word) {
    last = kind;
    lastWord = word;
  }

  private void space(Last next) {
    boolean glued =
        switch (last) {
          case NOTHING, OPEN, DOT -> true;
          case OPEN_BRACKET -> next == Last.VALUE || next == Last.OPEN_BRACKET;
          case CAST -> next == Last.NAME || next == Last.KEYWORD;
          case NAME -> next == Last.OPEN || next == Last.OPEN_BRACKET || next == Last.CAST;
          case KEYWORD, VALUE, CLOSE -> next == Last.OPEN_BRACKET || next == Last.CAST;
          case OTHER -> false;
        };
    if (!glued) {
      out.append(' ');
    }
  }
}
