package io.longpole.analyzer.call;

/** What a piece of an SQL text is. */
enum SqlToken {
  SPACE,
  COMMENT,
  /** A string, or whatever follows a quote that is never closed. */
  STRING,
  NUMBER,
  PLACEHOLDER,
  /** An unquoted name or keyword. */
  WORD,
  /** A name in quotes or brackets. */
  QUOTED,
  /** An operator or a punctuation mark. */
  MARK;

  /** Whether it holds, or stands for, a value. */
  boolean isValue() {
    return this == STRING || this == NUMBER || this == PLACEHOLDER;
  }
}
