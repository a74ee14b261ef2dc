package io.longpole.analyzer.call;

/**
 * Shortens lists of values in a fingerprint while it is written.
 *
 * <p>Two independent notes are kept, so that no text is read again: the list that follows IN, ANY,
 * ALL, SOME, ARRAY or VALUES and so far holds nothing but values, and the rows that follow VALUES.
 * {@code IN (?, ?, ?)} becomes {@code IN (?)}, {@code IN ((?, ?), (?, ?))} becomes {@code IN
 * ((?))}, {@code VALUES (?, NULL), (?, ?)} becomes {@code VALUES (?, NULL)}.
 */
final class SqlLists {

  private enum Rows {
    NONE,
    EXPECTED,
    WITHIN,
    AFTER
  }

  private final StringBuilder out;

  private boolean listOpen;
  private int listStart;
  private int listDepth;
  private boolean listHasValue;
  private char innerBracket;
  private char lastBracketOrComma;
  private boolean listFollows;

  private Rows rows = Rows.NONE;
  private boolean firstRow;
  private int rowDepth;
  private int rowStart;
  private int commaStart;
  private boolean plain;
  private int firstStart;
  private int firstEnd;
  private boolean firstPlain;

  SqlLists(StringBuilder out) {
    this.out = out;
  }

  void reset() {
    listOpen = false;
    listFollows = false;
    rows = Rows.NONE;
  }

  void value() {
    listHasValue = true;
    lastBracketOrComma = '\0';
    notRow();
  }

  /** A keyword, name or operator stands here: no list of values any more. */
  void other(SqlWord word) {
    listOpen = false;
    if (word != SqlWord.NULL && word != SqlWord.DEFAULT) {
      plain = false;
    }
    if (word == SqlWord.VALUES) {
      rows = Rows.EXPECTED;
      firstRow = true;
    } else {
      notRow();
    }
  }

  private void notRow() {
    if (rows == Rows.EXPECTED || rows == Rows.AFTER) {
      rows = Rows.NONE;
    }
  }

  /** A comma is about to be written. */
  void comma() {
    lastBracketOrComma = ',';
    if (rows == Rows.AFTER) {
      commaStart = out.length();
      rows = Rows.EXPECTED;
    } else if (rows == Rows.EXPECTED) {
      rows = Rows.NONE;
    }
  }

  /** A bracket is about to be written after that word; its space already is. */
  void open(char bracket, SqlWord before, boolean afterOpen) {
    boolean row = bracket == '(' && rows == Rows.EXPECTED;
    if (row) {
      rows = Rows.WITHIN;
      rowDepth = 0;
      rowStart = out.length();
      plain = true;
    } else if (rows == Rows.AFTER || rows == Rows.EXPECTED) {
      rows = Rows.NONE;
    }
    if (rows == Rows.WITHIN) {
      rowDepth++;
    }
    boolean listWord =
        switch (before) {
          case IN, ANY, ALL, SOME, ARRAY -> true;
          default -> false;
        };
    listFollows = row || listWord;
    if (!listFollows && listOpen) {
      if (afterOpen || lastBracketOrComma == ',') {
        listDepth++;
        innerBracket = bracket;
      } else {
        listOpen = false;
      }
    }
    lastBracketOrComma = bracket;
  }

  /** The bracket is written. */
  void opened() {
    if (listFollows) {
      listOpen = true;
      listStart = out.length();
      listDepth = 1;
      listHasValue = false;
      innerBracket = '\0';
      listFollows = false;
    }
  }

  /** A closing bracket was written. */
  void close(char bracket) {
    lastBracketOrComma = '\0';
    if (listOpen && --listDepth == 0) {
      listOpen = false;
      if (listHasValue) {
        out.setLength(listStart);
        switch (innerBracket) {
          case '(' -> out.append("(?)");
          case '[' -> out.append("[?]");
          default -> out.append('?');
        }
        out.append(bracket);
      }
    }
    if (rows == Rows.WITHIN && --rowDepth == 0) {
      endRow();
    } else if (rows != Rows.WITHIN) {
      rows = Rows.NONE;
    }
  }

  private void endRow() {
    rows = Rows.AFTER;
    if (firstRow) {
      firstRow = false;
      firstStart = rowStart;
      firstEnd = out.length();
      firstPlain = plain;
    } else if ((plain && firstPlain) || sameAsFirst()) {
      out.setLength(commaStart);
    } else {
      firstStart = rowStart;
      firstEnd = out.length();
      firstPlain = plain;
    }
  }

  private boolean sameAsFirst() {
    int chars = out.length() - rowStart;
    if (chars != firstEnd - firstStart) {
      return false;
    }
    for (int i = 0; i < chars; i++) {
      if (out.charAt(firstStart + i) != out.charAt(rowStart + i)) {
        return false;
      }
    }
    return true;
  }
}
