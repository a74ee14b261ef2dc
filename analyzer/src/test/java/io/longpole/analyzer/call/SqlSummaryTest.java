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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT a FROM t GROUP BY b, c | SELECT t",
        "SELECT a FROM t ORDER BY b, c | SELECT t",
        "SELECT a FROM t HAVING max(b) > 1, c | SELECT t",
        "DELETE FROM t RETURNING a, b | DELETE t",
        "SELECT a FROM t WHERE b = 1, c | SELECT t",
        "UPDATE t SET a = 1 FROM u, v WHERE t.b = u.b | UPDATE t u v",
        "SELECT a FROM (t JOIN u ON t.b = u.b), v | SELECT t u v",
        "SELECT (SELECT max(a) FROM u), b FROM t, v | SELECT SELECT u t v",
        "SELECT * FROM (SELECT a, b FROM c, d) e, f | SELECT SELECT c d f",
        "SELECT a FROM t, (SELECT b FROM u WHERE c = 1) v, w | SELECT t SELECT u w",
        "SELECT a FROM t, generate_series(1, 3) g, u | SELECT t u",
        "SELECT a FROM t JOIN generate_series(1, 2) g ON 1=1, u | SELECT t u",
        "SELECT a FROM t STRAIGHT_JOIN u STRAIGHT_JOIN f(1) | SELECT t u",
        "SELECT a FROM t CROSS JOIN LATERAL unnest(t.b) c | SELECT t",
        "SELECT * FROM TABLE(f(1)), t | SELECT t",
        "SELECT a FROM t WITH (NOLOCK), u WITH (NOLOCK) | SELECT t u",
        "SELECT a FROM t INNER MERGE JOIN u ON 1=1 | SELECT t u",
        "SELECT a FROM ? b | SELECT",
        "SELECT INSERT(a, 1, 2, 'x') FROM t | SELECT t",
        "DELETE o FROM Orders o WHERE o.id = 1 | DELETE Orders",
        "UPDATE LOW_PRIORITY t SET a = 1 | UPDATE t",
        "UPDATE TOP (10) t SET a = 1 | UPDATE t",
        "DELETE TOP (10) FROM t | DELETE t",
        "INSERT OR REPLACE INTO t VALUES (1) | INSERT t",
        "INSERT INTO t (a, b) SELECT c, d FROM u, v | INSERT t SELECT u v",
      })
  void targetsEndWithTheirClause(String text, String expected) {
    assertThat(reader.read(text, SqlDialect.UNKNOWN).summary()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "WITH x AS MATERIALIZED (SELECT 1 FROM a), y AS NOT MATERIALIZED (SELECT 2 FROM x) SELECT * FROM x, y | SELECT a SELECT SELECT",
        "WITH x AS (SELECT 1) SELECT * FROM s.x | SELECT SELECT s.x",
        "WITH x AS (SELECT 1) SELECT * FROM x; SELECT * FROM x | SELECT SELECT SELECT x",
        "WITH \"X\" AS (SELECT 1 FROM a) SELECT * FROM x | SELECT a SELECT",
        "WITH x AS (DELETE FROM t RETURNING a, b) INSERT INTO u SELECT * FROM x | DELETE t INSERT u SELECT",
        "SELECT now() AT TIME ZONE 'UTC', a::time WITH TIME ZONE FROM t, u | SELECT t u",
      })
  void commonTableExpressionsAreNoTargetsOfTheirStatement(String text, String expected) {
    assertThat(reader.read(text, SqlDialect.UNKNOWN).summary()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "MERGE t USING s ON (1=1) WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (1) | MERGE t",
        "CREATE TRIGGER x AFTER INSERT OR UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION f() | CREATE TRIGGER x",
        "CREATE TRIGGER x BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE PROCEDURE f() | CREATE TRIGGER x",
        "CREATE TABLE t (a int REFERENCES u (b) ON DELETE CASCADE ON UPDATE SET NULL) | CREATE TABLE t",
        "GRANT SELECT, INSERT, UPDATE ON t TO bob | GRANT",
        "GRANT EXECUTE ON FUNCTION f TO bob | GRANT",
        "SET NOCOUNT ON EXEC p 1 | EXEC p",
        "EXECUTE p 1 | EXECUTE p",
        "DROP MATERIALIZED VIEW IF EXISTS v | DROP MATERIALIZED VIEW v",
        "CREATE OR REPLACE TEMPORARY VIEW v AS SELECT 1 FROM t | CREATE VIEW v SELECT t",
        "ALTER TABLE IF EXISTS ONLY t ADD a int | ALTER TABLE t",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a) | CREATE INDEX i",
        "TRUNCATE ONLY t | TRUNCATE t",
      })
  void verbsWithinAStatementAreNoOperations(String text, String expected) {
    assertThat(reader.read(text, SqlDialect.UNKNOWN).summary()).isEqualTo(expected);
  }

  @Test
  void ofRepeatedStatementsTheFirstIsNamed() {
    String text = "; UPDATE t SET a = 1; UPDATE t SET a = 2; UPDATE t SET a = 3";
    assertThat(reader.read(text, SqlDialect.UNKNOWN).summary()).isEqualTo("UPDATE t");
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
        "((SELECT a FROM t) UNION (SELECT b FROM u)) ORDER BY 1 | READ",
        "SELECT a FROM t; SELECT b FROM u | READ",
        "SELECT a FROM t; UPDATE t SET a = 1 | WRITE",
        "COMMIT | WRITE",
        "LOCK TABLE t | WRITE",
        "SELECT orders_seq.nextval FROM dual | WRITE",
        "SELECT NEXT VALUE FOR orders_seq | WRITE",
        "SELECT value FROM t ORDER BY value FOR SHARE | READ",
        "SELECT nextval FROM counters | READ",
        "SELECT t.into, t.update FROM t | READ",
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
        "BEGIN; | TX",
        "BEGIN; SET LOCAL statement_timeout = 5 | TX",
        "SELECT 1; COMMIT | SETTINGS",
        "SELECT 1 FROM SYSIBM.SYSDUMMY1 | SETTINGS",
        "START REPLICA | NONE",
        "SELECT 1; UPDATE t SET a = 1 | NONE",
        "` ` | NONE",
        "SELECT 1 FROM t | NONE",
        "UPDATE t SET a = 1 | NONE",
      })
  void connectionNoise(String text, Noise noise) {
    assertThat(reader.read(text, SqlDialect.UNKNOWN).noise()).isEqualTo(noise);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT now() | false",
        "SELECT a FROM t ORDER BY RANDOM() | false",
        "SELECT nextval('s') | false",
        "SELECT s.currval FROM dual | false",
        "SELECT currval('s') | false",
        "SELECT s.NEXTVAL FROM dual | false",
        "VALUES NEXT VALUE FOR s | false",
        "SELECT public.uuid_generate_v4() | false",
        "SELECT a FROM t WHERE b < CURRENT_TIMESTAMP | false",
        "SELECT a FROM t WHERE b < current_timestamp(6) | false",
        "SELECT sysdate FROM dual | false",
        "SELECT a FROM t | true",
        "SELECT uuid, t.now FROM t WHERE uuid = 7 | true",
        "SELECT value FROM t WHERE next = value | true",
        "SELECT t.current_date FROM t | true",
        "SELECT nextval FROM t | true",
      })
  void someAnswersChangeByThemselves(String text, boolean repeatable) {
    assertThat(reader.read(text, SqlDialect.UNKNOWN).repeatable()).isEqualTo(repeatable);
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
        "SELECT a FROM t; EXEC p 1 | ``",
        "SELECT a FROM t; EXECUTE p 1 | ``",
        "MERGE INTO t USING s ON (1=1) WHEN MATCHED THEN DELETE | t",
        "REPLACE INTO t VALUES (1) | t",
        "ALTER TABLE t ADD COLUMN a int | t",
        "TRUNCATE TABLE t | t",
        "TRUNCATE t | t",
        "SELECT a FROM u; DROP TABLE t | t",
        "UPDATE t JOIN u ON t.a = u.a SET t.b = 1 | t",
        "SELECT a FROM t JOIN u ON t.b = u.b FOR UPDATE | t",
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
    Call counters =
        OneCall.sql(
            "cassandra", "BEGIN COUNTER BATCH UPDATE t SET a = a + 1 WHERE b = 1 APPLY BATCH");
    assertThat(counters.size()).isEqualTo(1);
    assertThat(counters.batch()).isTrue();
  }

  @Test
  void aTableCalledBatchIsNone() {
    assertThat(OneCall.sql("mysql", "UPDATE batch SET state = 'done' WHERE id = 7").batch())
        .isFalse();
    assertThat(OneCall.sql("mysql", "INSERT INTO t SELECT a FROM batch").batch()).isFalse();
    Call two = OneCall.sql("mysql", "INSERT INTO t VALUES (1); DELETE FROM u WHERE a = 2");
    assertThat(two.batch()).isFalse();
    assertThat(two.size()).isEqualTo(1);
  }
}
