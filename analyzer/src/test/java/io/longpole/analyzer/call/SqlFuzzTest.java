package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any text at all: no exception, both invariants, and work that grows with the text only. */
class SqlFuzzTest {

  private static final long SEED = 20_240_229L;
  private static final String[] PIECES = {
    "SELECT",
    "select",
    " ",
    " ",
    "\n",
    "'",
    "''",
    "'a'",
    "\"",
    "\"b\"",
    "`",
    "`c`",
    "[",
    "]",
    "[d]",
    "(",
    ")",
    ",",
    ";",
    ".",
    "1",
    "-1",
    "+",
    "-",
    "--",
    "/*",
    "*/",
    "/",
    "//",
    "#",
    "$",
    "$1",
    "$a$",
    "$$",
    "?",
    "??",
    "?1",
    ":",
    "::",
    ":n",
    "@",
    "@v",
    "@@w",
    "%",
    "%s",
    "%(x)s",
    "IN",
    "VALUES",
    "in (",
    "ANY",
    "ARRAY",
    "N'x'",
    "E'",
    "U&'",
    "x",
    "T9",
    "true",
    "FALSE",
    "NULL",
    "SAVEPOINT",
    "execute",
    "\\",
    "\\'",
    "1e5",
    "0x1F",
    "1.2.3",
    "_",
    "é",
    "İ",
    "\u212A",
    "UPDATE",
    "FROM",
    "=",
    "<",
    ">",
    "|",
    "DEFAULT",
    "=>",
    "550e8400-e29b-41d4-a716-446655440000",
    "\0",
    "A",
    "a",
    "$A$",
    "x$a$"
  };

  @Test
  void piecesOfSqlInAnyOrder() {
    Random random = new Random(SEED);
    SqlDialect[] dialects = SqlDialect.values();
    SqlReader reader = new SqlReader(CallLimits.DEFAULT);
    for (int round = 0; round < 60_000; round++) {
      StringBuilder text = new StringBuilder();
      int pieces = 1 + random.nextInt(round % 100 == 0 ? 200 : 14);
      for (int i = 0; i < pieces; i++) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      SqlDialect dialect = dialects[random.nextInt(dialects.length)];
      try {
        SqlInvariants.check(text.toString(), dialect);
        reader.read(text.toString(), dialect);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + SEED + ", round " + round + ": " + text, e);
      }
    }
  }

  @Test
  void randomCharacters() {
    SqlDialect[] dialects = SqlDialect.values();
    Random random = new Random(SEED);
    for (int round = 0; round < 4_000; round++) {
      char[] chars = new char[random.nextInt(200)];
      for (int i = 0; i < chars.length; i++) {
        chars[i] = (char) (random.nextInt(4) > 0 ? random.nextInt(128) : random.nextInt(65_536));
      }
      SqlInvariants.check(new String(chars), dialects[random.nextInt(dialects.length)]);
    }
  }

  @Test
  void workIsLinearForTextsMadeToHurt() {
    String[] units = {
      "$a$",
      "$",
      "$a",
      "'",
      "\"",
      "`",
      "[",
      "[a",
      "(",
      "((",
      "IN (",
      "VALUES (1),",
      "/*",
      "/",
      "--",
      "-",
      "\\'",
      "'\\",
      "?",
      "%(",
      "%(a",
      "@@",
      "::",
      "E'",
      "U&'",
      "N'",
      "1",
      "1.",
      "1e",
      "0x",
      "a.",
      "select ",
      "from ",
      "with a as (",
      ";a",
      ";",
      "a;b;",
      "SELECT * FROM (",
      "12345678-",
      "ffffffff-ffff-",
      ","
    };
    SqlReader reader = new SqlReader(CallLimits.DEFAULT);
    for (SqlDialect dialect : SqlDialect.values()) {
      for (String unit : units) {
        String text = unit.repeat(65_536 / unit.length());
        SqlTokens tokens = new SqlTokens();
        tokens.read(text, dialect, 65_536);
        assertThat(tokens.steps())
            .as("steps for 64 KiB of %s in %s", unit, dialect)
            .isLessThanOrEqualTo(12L * text.length());
        reader.read(text, dialect);
      }
      StringBuilder tags = new StringBuilder();
      for (int i = 0; tags.length() < 65_536; i++) {
        tags.append("$t").append(i).append("$ ");
      }
      SqlTokens tokens = new SqlTokens();
      tokens.read(tags.toString(), dialect, 65_536);
      assertThat(tokens.steps()).isLessThanOrEqualTo(12L * tags.length());
      reader.read(tags.toString(), dialect);
    }
  }
}
