package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqlReaderTest {

  private final SqlReader reader = new SqlReader(CallLimits.DEFAULT);

  @Test
  void aReaderRemembersNothingOfTheTextBefore() {
    List<String> texts =
        List.of(
            "",
            "SHOW TABLES",
            "COMMIT",
            "SET a = 1; COMMIT",
            "UPDATE t SET a = 1",
            "SELECT nextval('s')",
            "SELECT a FROM t FOR UPDATE",
            "SELECT b FROM u; SELECT b FROM u",
            "BEGIN BATCH INSERT INTO t (a) VALUES (1) APPLY BATCH",
            "WITH x AS (SELECT 1) SELECT * FROM x, y",
            "SELECT * FROM x",
            "SELECT * FROM (SELECT * FROM t",
            "INSERT INTO t VALUES (1, 2), (3",
            "a IN (1, 2",
            ", (5), (6)",
            "SAVEPOINT",
            "s1",
            "SELECT 'a\\'' FROM t",
            "SELECT 'a",
            "SELECT $a$ $b$ $c$ $d$ $e$ $f$ $g$ $h$ $i$ x",
            "SELECT $a$ x $a$ FROM t",
            "SELECT " + "a, ".repeat(300) + "b FROM t",
            "SELECT * FROM " + "a_long_name, ".repeat(40) + "t",
            "EXEC p 1 /* never ends");
    for (String before : texts) {
      for (String text : texts) {
        reader.read(before, SqlDialect.UNKNOWN);
        assertThat(reader.read(text, SqlDialect.UNKNOWN))
            .as("%s after %s", text, before)
            .isEqualTo(new SqlReader(CallLimits.DEFAULT).read(text, SqlDialect.UNKNOWN));
      }
    }
  }

  @Test
  void commentsAreDroppedAndNeverJoinTwoWords() {
    assertThat(safe("SELECT a/* b */FROM t")).isEqualTo("SELECT a FROM t");
    assertThat(safe("SELECT a /* b */ FROM t")).isEqualTo("SELECT a  FROM t");
    assertThat(safe("SELECT a /* b */FROM t")).isEqualTo("SELECT a FROM t");
    assertThat(safe("/* b */SELECT 'x' -- c")).isEqualTo("SELECT ? ");
    assertThat(safe("SELECT a --b\n, c")).isEqualTo("SELECT a \n, c");
  }

  private String safe(String text) {
    return reader.read(text, SqlDialect.UNKNOWN).safe();
  }

  @Test
  void exactlyAsLongAsTheLimitIsWhole() {
    String text = "SELECT " + "a".repeat(65_536 - 7);
    assertThat(reader.read(text, SqlDialect.UNKNOWN).truncated()).isFalse();
    assertThat(reader.read(text + "b", SqlDialect.UNKNOWN).truncated()).isTrue();
  }
}
