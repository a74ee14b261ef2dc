package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries that were written as a program's literal. */
class QuotedTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"SELECT a\" | SELECT a",
        "\"SELECT \\\"a\\\"\" | SELECT \"a\"",
        "\"SELECT '\\\\_'\" | SELECT '\\_'",
        "\"update b set cut | update b set cut",
        "\"update b set cut\\n | update b set cut",
        "\"update b set cut\\ | update b set cut\\",
      })
  void theTextOfALiteralIsRead(String text, String plain) {
    assertThat(QuotedText.plain(text)).isEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO a VALUES (1)",
        "DELETE FROM a",
        "MERGE INTO a USING b",
        "REPLACE INTO a VALUES (1)",
        "CALL a()",
        "EXEC a",
        "EXECUTE a",
        "CREATE TABLE a (b int)",
        "ALTER TABLE a ADD b int",
        "DROP TABLE a",
        "TRUNCATE a",
        "SET search_path = a",
        "SHOW server_version",
        "USE a",
        "BEGIN",
        "START TRANSACTION",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT a",
        "RELEASE SAVEPOINT a",
        "VALUES (1)"
      })
  void everyStatementIsRead(String statement) {
    assertThat(QuotedText.plain('"' + statement + '"')).isEqualTo(statement);
  }

  @Test
  void linesAndTabsAreToo() {
    assertThat(QuotedText.plain("\"\\n WITH a\\n\\tb\\r\\n\"")).isEqualTo("WITH a\n\tb");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"",
        "\"a\"",
        "\"pass phrase\"",
        "\"selected one\"",
        "SELECT \"a\"",
        "\"GET\" \"user:7\"",
        "\"SET\" \"user:7\"",
        "'SELECT a'"
      })
  void othersStayAsTheyAre(String text) {
    assertThat(QuotedText.plain(text)).isEqualTo(text);
  }

  @Test
  void aQuotedStatementIsTheSameCallAndLosesItsLiterals() {
    String text = "SELECT a FROM \"b\" WHERE c = 'pw'";
    String quoted = "\"SELECT a FROM \\\"b\\\" WHERE c = 'pw'\"";
    assertThat(OneCall.sql("postgresql", quoted).key())
        .isEqualTo(OneCall.sql("postgresql", text).key());
    assertThat(Secrets.query(quoted, "postgresql")).isEqualTo("SELECT a FROM \"b\" WHERE c = ?");
  }
}
