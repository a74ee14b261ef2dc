package io.longpole.analyzer.call;

/** The keywords of SQL that mean something here; all others are {@link #KEYWORD} or no keyword. */
enum SqlWord {
  NAME,
  KEYWORD,
  SELECT,
  INSERT,
  UPDATE,
  DELETE,
  MERGE,
  REPLACE,
  CALL,
  EXEC,
  EXECUTE,
  CREATE,
  ALTER,
  DROP,
  TRUNCATE,
  FROM,
  JOIN,
  INTO,
  TABLE,
  WITH,
  AS,
  IN,
  ANY,
  ALL,
  SOME,
  ARRAY,
  VALUES,
  TRUE,
  FALSE,
  NULL,
  DEFAULT,
  FOR,
  DO,
  ON,
  KEY,
  OR,
  THEN,
  SET,
  SHOW,
  USE,
  RESET,
  DISCARD,
  DEALLOCATE,
  PREPARE,
  SAVEPOINT,
  RELEASE,
  BEGIN,
  START,
  COMMIT,
  ROLLBACK,
  TO,
  BATCH,
  DISTINCT,
  WHERE,
  GROUP,
  ORDER,
  HAVING,
  LIMIT,
  OFFSET,
  UNION,
  USING,
  RETURNING,
  IF,
  IGNORE,
  ONLY,
  LATERAL,
  RECURSIVE,
  TOP;

  private static final String PLAIN =
      "AND NOT IS LIKE ILIKE BETWEEN EXISTS CASE WHEN ELSE END BY FETCH FIRST NEXT ROW ROWS"
          + " INTERSECT EXCEPT INNER LEFT RIGHT FULL OUTER CROSS NATURAL SHARE NOWAIT SKIP LOCKED"
          + " PRIMARY FOREIGN REFERENCES UNIQUE INDEX VIEW DATABASE SCHEMA SEQUENCE PROCEDURE"
          + " FUNCTION TRIGGER TEMPORARY TEMP ASC DESC NULLS TRANSACTION WORK EXPLAIN ANALYZE"
          + " DESCRIBE OVER PARTITION WINDOW CONSTRAINT CHECK ADD COLUMN CASCADE RESTRICT COLLATE"
          + " GRANT REVOKE DECLARE CONFLICT NOTHING DUPLICATE LOW_PRIORITY UNLOGGED COUNTER APPLY"
          + " ALLOW FILTERING MATCHED OUTPUT MATERIALIZED GO QUALIFY MINUS CONNECT";

  /** Open addressing over the letters without their case; twice as large as needed, or more. */
  private static final int SLOTS = 1024;

  private static final String[] TEXTS = new String[SLOTS];
  private static final SqlWord[] WORDS = new SqlWord[SLOTS];
  private static final int LONGEST = 16;

  static {
    for (SqlWord word : values()) {
      if (word != NAME && word != KEYWORD) {
        put(word.name(), word);
      }
    }
    for (String text : PLAIN.split(" ")) {
      put(text, KEYWORD);
    }
  }

  private static void put(String text, SqlWord word) {
    int slot = hash(text, 0, text.length());
    while (TEXTS[slot] != null) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    TEXTS[slot] = text;
    WORDS[slot] = word;
  }

  /** The keyword that stands there, in any case. */
  static SqlWord of(String text, int start, int end) {
    int chars = end - start;
    if (chars < 2 || chars > LONGEST) {
      return NAME;
    }
    int slot = hash(text, start, end);
    while (TEXTS[slot] != null) {
      if (TEXTS[slot].length() == chars && equalsUpper(TEXTS[slot], text, start)) {
        return WORDS[slot];
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    return NAME;
  }

  private static boolean equalsUpper(String upper, String text, int start) {
    for (int i = 0; i < upper.length(); i++) {
      if (upper(text.charAt(start + i)) != upper.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int hash(String text, int start, int end) {
    int hash = end - start;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + upper(text.charAt(i));
    }
    return (hash ^ (hash >>> 10)) & (SLOTS - 1);
  }

  /** Upper case of ASCII letters; others could become letters of a keyword, so they stay. */
  static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
  }

  /** Lower case, but never a letter of ASCII from one outside it. */
  static char lower(char c) {
    if (c < 0x80) {
      return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
    char lower = Character.toLowerCase(c);
    return lower < 0x80 ? c : lower;
  }

  /** Whether statements begin with it. */
  boolean beginsStatement() {
    return switch (this) {
      case SELECT, INSERT, UPDATE, DELETE, MERGE, REPLACE, CALL, EXEC, EXECUTE -> true;
      case CREATE, ALTER, DROP, TRUNCATE, WITH, VALUES, SET, SHOW, USE -> true;
      case BEGIN, START, COMMIT, ROLLBACK, SAVEPOINT, RELEASE -> true;
      default -> false;
    };
  }
}
