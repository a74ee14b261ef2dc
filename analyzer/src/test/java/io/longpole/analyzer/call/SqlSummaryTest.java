package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlSummaryTest {

  private final SqlReader reader = new SqlReader(CallLimits.DEFAULT);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select o.id from Orders o join lines l on 1=1 | select Orders lines",
        "SELECT * FROM a, b c, (SELECT 1 FROM d) e | SELECT a b SELECT d",
        "WITH x AS (SELECT * FROM a), y(c) AS (SELECT * FROM x) SELECT * FROM y, b | SELECT a SELECT SELECT b",
        "WITH RECURSIVE r AS (SELECT 1 FROM a UNION ALL SELECT 2 FROM r) SELECT * FROM r | SELECT a SELECT SELECT",
        "SELECT * FROM generate_series(1, 3), t | SELECT t",
        "SELECT EXTRACT(YEAR FROM d), trim(both from x) FROM t | SELECT t",
        "SELECT a FROM t WHERE b IS DISTINCT FROM c | SELECT t",
        "SELECT a FROM t FOR UPDATE | SELECT t",
        "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2 | INSERT t",
        "INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 2 | INSERT t",
        "UPDATE ONLY foo AS bar SET baz=1 | UPDATE foo",
        "UPDATE IGNORE foo.bar SET bar=1 | UPDATE foo.bar",
        "DELETE FROM foo.bar WHERE baz=1 | DELETE foo.bar",
        "MERGE INTO t USING s ON (1=1) WHEN MATCHED THEN UPDATE SET a=1 WHEN NOT MATCHED THEN INSERT (a) VALUES (1) | MERGE t",
        "REPLACE INTO t VALUES (1) | REPLACE t",
        "SELECT REPLACE(a, 'x', 'y') FROM t | SELECT t",
        "CALL foo(bar, 123) | CALL foo",
        "EXEC dbo.getOrders 1 | EXEC dbo.getOrders",
        "CREATE TABLE IF NOT EXISTS a.b (c int) | CREATE TABLE a.b",
        "CREATE UNIQUE INDEX i ON t (a) | CREATE INDEX i",
        "CREATE OR REPLACE VIEW v AS SELECT * FROM t | CREATE VIEW v SELECT t",
        "CREATE MATERIALIZED VIEW v AS SELECT 1 | CREATE MATERIALIZED VIEW v SELECT",
        "TRUNCATE TABLE t | TRUNCATE TABLE t",
        "TRUNCATE t | TRUNCATE t",
        "ALTER TABLE t DROP COLUMN c | ALTER TABLE t",
        "DROP TABLE IF EXISTS t CASCADE | DROP TABLE t",
        "BEGIN; UPDATE t SET a=1; COMMIT | UPDATE t",
        "COMMIT | COMMIT",
        "SET search_path = x | SET",
        "SHOW TABLES FROM x | SHOW",
        "SELECT * FROM \"Order\" o, \"song list\" | SELECT Order \"song list\"",
        "SELECT * FROM table WHERE a = 1 | SELECT table",
        "SELECT * FROM db..t, LATERAL (SELECT 1 FROM u) x | SELECT db..t SELECT u",
      })
  void levelThree(String text, String expected) {
    assertThat(reader.read(text, SqlDialect.UNKNOWN).summary()).isEqualTo(expected);
  }

  @Test
  void itIsCutBetweenNames() {
    String text = "SELECT * FROM " + "a_rather_long_table_name, ".repeat(20) + "t";
    String summary = reader.read(text, SqlDialect.UNKNOWN).summary();
    assertThat(summary).hasSizeLessThanOrEqualTo(255).endsWith(" a_rather_long_table_name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT a FROM t | READ",
        "(SELECT a FROM t) UNION (SELECT b FROM u) | READ",
        "WITH x AS (SELECT 1) SELECT * FROM x | READ",
        "WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x | WRITE",
        "SHOW TABLES | READ",
        "SELECT a FROM t FOR UPDATE | WRITE",
        "SELECT a FROM t FOR NO KEY UPDATE | WRITE",
        "SELECT nextval('s') | WRITE",
        "SELECT a INTO b FROM t | WRITE",
        "INSERT INTO t SELECT * FROM u | WRITE",
        "CALL p(1) | WRITE",
        "TRUNCATE t | WRITE",
      })
  void effects(String text, Effect effect) {
    assertThat(reader.read(text, SqlDialect.UNKNOWN).effect()).isEqualTo(effect);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "BEGIN | TX",
        "begin transaction | TX",
        "START TRANSACTION READ ONLY | TX",
        "COMMIT; | TX",
        "ROLLBACK TO SAVEPOINT a | TX",
        "SAVEPOINT a | TX",
        "RELEASE SAVEPOINT a | TX",
        "SET autocommit=1 | SETTINGS",
        "USE shop | SETTINGS",
        "RESET ALL | SETTINGS",
        "DISCARD ALL | SETTINGS",
        "SHOW VARIABLES | SETTINGS",
        "DEALLOCATE a | SETTINGS",
        "SELECT 1 | SETTINGS",
        "select 1 from dual | SETTINGS",
        "SELECT ? | SETTINGS",
        "SELECT @@session.tx_isolation, @@version | SETTINGS",
        "SELECT VERSION() | SETTINGS",
        "PING | SETTINGS",
        "SET a=1; SET b=2 | SETTINGS",
        "BEGIN; UPDATE t SET a=1; COMMIT | NONE",
        "BEGIN UPDATE t SET a=1 END | NONE",
        "BEGIN BATCH INSERT INTO t (a) VALUES (1) APPLY BATCH | NONE",
        "SELECT 1 FROM t | NONE",
        "UPDATE t SET a = 1 | NONE",
      })
  void connectionNoise(String text, Noise noise) {
    assertThat(reader.read(text, SqlDialect.UNKNOWN).noise()).isEqualTo(noise);
  }

  @Test
  void someAnswersChangeByThemselves() {
    assertThat(reader.read("SELECT now()", SqlDialect.UNKNOWN).repeatable()).isFalse();
    assertThat(reader.read("SELECT a FROM t ORDER BY RANDOM()", SqlDialect.UNKNOWN).repeatable())
        .isFalse();
    assertThat(reader.read("SELECT nextval('s')", SqlDialect.UNKNOWN).repeatable()).isFalse();
    assertThat(reader.read("SELECT a FROM t", SqlDialect.UNKNOWN).repeatable()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT a FROM T | t",
        "SELECT a FROM t WHERE b IN (SELECT c FROM t) | t",
        "SELECT a FROM t JOIN u ON 1=1 | ``",
        "INSERT INTO t SELECT * FROM u | t",
        "UPDATE s.t SET a=1 | s.t",
        "CREATE TABLE t (a int) | t",
        "COMMIT | ``",
        "SELECT a FROM t FOR UPDATE | t",
        "DELETE FROM t USING u WHERE t.a = u.a | t",
        "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); SELECT a FROM u | t",
        "UPDATE t SET a = 1; UPDATE u SET a = 1 | ``",
        "SELECT a FROM u; UPDATE t SET a = 1 | t",
        "CALL p(1) | ``",
        "EXEC p 1 | ``",
        "SELECT a FROM t; CALL p(1) | ``",
      })
  void theCollectionIsWhatIsReadOrTheFirstThatEachStatementWrites(String text, String expected) {
    assertThat(reader.read(text, SqlDialect.UNKNOWN).collection()).isEqualTo(expected);
  }

  @Test
  void aBatchOfCqlCountsItsStatements() {
    String batch =
        "BEGIN UNLOGGED BATCH INSERT INTO t (a) VALUES (1); UPDATE t SET b=2 WHERE a=1;"
            + " DELETE FROM u WHERE a=3; APPLY BATCH";
    Call call = OneCall.client("BATCH", "db.system", "cassandra", "db.statement", batch);
    assertThat(call.size()).isEqualTo(3);
    assertThat(call.batch()).isTrue();
    assertThat(call.noise()).isEqualTo(Noise.NONE);
  }
}
