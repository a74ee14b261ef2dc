package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFingerprintTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select * from T where a in (1,2) -- x | SELECT * FROM t WHERE a IN (?)",
        "SELECT*FROM t WHERE a=1 and b<>'x' | SELECT * FROM t WHERE a = ? AND b <> ?",
        "SELECT COUNT( * ) FROM t | SELECT count(*) FROM t",
        "SELECT a FROM t WHERE b IS NULL AND c=TRUE | SELECT a FROM t WHERE b IS NULL AND c = ?",
        "SELECT $1, :name, @var, ?, ?1, %s, %(x)s | SELECT ?, ?, ?, ?, ?, ?, ?",
        "SELECT a::int, @@version | SELECT a::int, @@version",
        "SELECT a FROM t WHERE b = :1 | SELECT a FROM t WHERE b = ?",
        "SELECT 99+100 | SELECT ? ?",
        "SELECT a - 1, a -1 | SELECT a - ?, a ?",
        "SELECT \"id\", \"Id\", \"select\", `x`, [y] | SELECT id, \"Id\", \"select\", x, y",
        "SELECT * FROM \"public\".\"order\" | SELECT * FROM public.order",
        "a IN ( ?, ? , ?) | a IN (?)",
        "a = ANY(1,2) OR b > ALL (3, 4) OR c < SOME(5) | a = ANY (?) OR b > ALL (?) OR c < SOME (?)",
        "a = ANY(ARRAY[1,2,3]) | a = ANY (ARRAY[?])",
        "(a,b) IN ((1,2),(3,4)) | (a, b) IN ((?))",
        "a IN (SELECT x FROM y WHERE z = 1) | a IN (SELECT x FROM y WHERE z = ?)",
        "INSERT INTO t(a,b) VALUES (1,2),(3,4) , (5,6) | INSERT INTO t(a, b) VALUES (?)",
        "INSERT INTO t VALUES (1,NULL),(2,'x') | INSERT INTO t VALUES (?, NULL)",
        "INSERT INTO t VALUES (1,now()),(2,now()) | INSERT INTO t VALUES (?, now())",
        "INSERT INTO t VALUES (1) ON CONFLICT (id) DO NOTHING | INSERT INTO t VALUES (?) ON CONFLICT (id) DO NOTHING",
        "SAVEPOINT sp_17 | SAVEPOINT ?",
        "RELEASE SAVEPOINT sp_17 | RELEASE SAVEPOINT ?",
        "ROLLBACK TO sp_17 | ROLLBACK TO ?",
        "EXECUTE stmt_9 (1) | EXECUTE ? (?)",
        "EXECUTE report (1) | EXECUTE report(?)",
        "DEALLOCATE PREPARE s1 | DEALLOCATE PREPARE ?",
        "SELECT 1 ; | SELECT ?",
        "SELECT 1; SELECT 2;;SELECT 3 | SELECT ?",
        "SELECT 1; COMMIT | SELECT ?; COMMIT",
        "/*+ hint */ SELECT a /* b */ FROM t --c | SELECT a FROM t",
        "SELECT a FROM t /*traceparent='00-x-1'*/ | SELECT a FROM t",
        "SELECT 'never ends FROM t | SELECT ?",
        "SELECT E'a\\'b', N'c', X'1F', U&'d' FROM t | SELECT ?, ?, ?, ? FROM t",
        "SELECT $$a'b$$, $t$ x $t$, $u | SELECT ?, ?, ?",
        "SELECT c3po FROM covid19 WHERE n1h1=1234 | SELECT c3po FROM covid19 WHERE n1h1 = ?",
        "SELECT 1.5, .5, 1e10, 1.2e-3, 0xFF, 1_000 | SELECT ?, ?, ?, ?, ?, ?",
        "SELECT 'a\\' b | SELECT ? b",
        "SELECT 'a\\'' FROM t | SELECT ? FROM t",
      })
  void levelTwoOfUnknownDialects(String text, String expected) {
    assertThat(SqlInvariants.fingerprint(text, SqlDialect.UNKNOWN)).isEqualTo(expected);
    SqlInvariants.check(text, SqlDialect.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a IN (1, b, 2) | a IN (?, b, ?)",
        "a IN (1 + 2, 3) | a IN (? + ?, ?)",
        "a IN () AND b IN (NULL) | a IN () AND b IN (NULL)",
        "a IN (f(1, 2), 3) | a IN (f(?, ?), ?)",
        "a IN ([1, 2], [3]) | a IN ([?])",
        "a = SOME (1, 2) AND f(1, 2) | a = SOME (?) AND f(?, ?)",
        "a = ANY(ARRAY[[1,2],[3,4]]) | a = ANY (ARRAY[[?]])",
        "(a, b) IN ((1, c), (2, 3)) | (a, b) IN ((?, c), (?, ?))",
        "VALUES (1, DEFAULT), (2, 3) | VALUES (?, DEFAULT)",
        "VALUES (1, a), (2, b), (3, b) | VALUES (?, a), (?, b)",
        "VALUES (1, a), (2, 3), (4, 5) | VALUES (?, a), (?)",
        "VALUES (1, 2), (a) | VALUES (?), (a)",
        "VALUES (now()), (1) | VALUES (now()), (?)",
        "VALUES ((1), f(2)), ((3), f(4)) | VALUES ((?), f(?))",
        "INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a), b = VALUES(b) | INSERT INTO t VALUES (?) ON DUPLICATE KEY UPDATE a = VALUES (a), b = VALUES (b)",
        "SELECT * FROM (VALUES (1), (2)) x, (SELECT 3) y | SELECT * FROM (VALUES (?)) x, (SELECT ?) y",
        "SELECT values[1], (2), (3) | SELECT VALUES[?], (?), (?)",
      })
  void listsAndRowsOfValuesAreOne(String text, String expected) {
    assertThat(SqlInvariants.fingerprint(text, SqlDialect.UNKNOWN)).isEqualTo(expected);
    SqlInvariants.check(text, SqlDialect.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT a->'b'->>'c' FROM t | SELECT a -> ? ->> ? FROM t",
        "SELECT a->>1, a - 1 | SELECT a ->> ?, a - ?",
        "SELECT a FROM t WHERE b @> '{}' AND c <@ d | SELECT a FROM t WHERE b @> ? AND c <@ d",
        "SELECT a/.5, -.5, a*.5, t.5 | SELECT a / ?, ?, a * ?, t.?",
        "SELECT a # b, ##t | SELECT a # b, ##t",
        "SELECT a WHERE b=f47ac10b-58cc-4372-a567-0e02b2c3d479 | SELECT a WHERE b = ?",
        "SELECT @@x, @ y, a:=1, b : c, d::text[] | SELECT @@x, @ y, a := ?, b : c, d::text[]",
        "SELECT %s, a %b, 10 % 3, %(a-b)s | SELECT ?, a % b, ? % ?, % (a - b) s",
        "SELECT $tag$ a $tag$, $1, $, $$ | SELECT ?, ?, $, ?",
        "SELECT 0xZ, 1e, 1e+, 1.e5, 1__0 | SELECT ? xz, ? e, ? e +, ?.e5, ? __0",
        "SELECT u&'a', U & 'b', ex'c', N 'd' | SELECT ?, u & ?, ex ?, n ?",
      })
  void operatorsPlaceholdersAndNumbersAreToldApart(String text, String expected) {
    assertThat(SqlInvariants.fingerprint(text, SqlDialect.UNKNOWN)).isEqualTo(expected);
    SqlInvariants.check(text, SqlDialect.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "MYSQL | SELECT \"x\" # c | SELECT ?",
        "MYSQL | SELECT 'it\\'s' FROM `T` | SELECT ? FROM `T`",
        "MYSQL | SELECT /* a /* b */ c | SELECT c",
        "POSTGRESQL | SELECT 'C:\\' FROM t | SELECT ? FROM t",
        "POSTGRESQL | SELECT /* a /* b */ c */ d | SELECT d",
        "POSTGRESQL | SELECT a[1], b // c | SELECT a[?], b / / c",
        "ORACLE | SELECT /* a /* b */ emp# FROM t | SELECT emp# FROM t",
        "SQL_SERVER | SELECT [Order] FROM #tmp WHERE a=@p | SELECT [Order] FROM #tmp WHERE a = ?",
        "CASSANDRA | SELECT a FROM k.t WHERE id=550e8400-e29b-41d4-a716-446655440000 // x | SELECT a FROM k.t WHERE id = ?",
        "CLICKHOUSE | SELECT 'a\\'b' FROM t | SELECT ? FROM t",
        "HIVE | SELECT 'a\\'b' FROM t | SELECT ? FROM t",
        "SQLITE | SELECT [a b] FROM t | SELECT [a b] FROM t",
      })
  void eachDialectHasItsOwnQuotesAndComments(SqlDialect dialect, String text, String expected) {
    assertThat(SqlInvariants.fingerprint(text, dialect)).isEqualTo(expected);
    SqlInvariants.check(text, dialect);
  }

  @Test
  void aRepeatedStatementCountsAsOneOfThatSize() {
    SqlReader reader = new SqlReader(CallLimits.DEFAULT);
    assertThat(reader.read("UPDATE t SET a=1; update t set a = 2;", SqlDialect.UNKNOWN).repeats())
        .isEqualTo(2);
    assertThat(reader.read("UPDATE t SET a=1; DELETE FROM t", SqlDialect.UNKNOWN).repeats())
        .isEqualTo(1);
    assertThat(reader.read("UPDATE t SET a=1;", SqlDialect.UNKNOWN).repeats()).isEqualTo(1);
  }

  @Test
  void theKeyIsTheHashOfTheWholeAndTheTextIsCut() {
    SqlReader reader = new SqlReader(CallLimits.DEFAULT);
    String columns = "a_long_column_name, ".repeat(200);
    SqlText one = reader.read("SELECT " + columns + "x FROM t", SqlDialect.UNKNOWN);
    SqlText other = reader.read("SELECT " + columns + "y FROM t", SqlDialect.UNKNOWN);
    assertThat(one.fingerprint()).hasSize(2_048).isEqualTo(other.fingerprint());
    assertThat(one.safe()).hasSize(2_048);
    assertThat(one.fingerprintHash()).hasSize(32).isNotEqualTo(other.fingerprintHash());
    assertThat(one.truncated()).isFalse();
  }

  @Test
  void aTextBeyondTheLimitIsCutAndNoEvidenceOfEquality() {
    String text = "SELECT " + "a, ".repeat(30_000) + "b FROM t WHERE c = 1";
    SqlText read = new SqlReader(CallLimits.DEFAULT).read(text, SqlDialect.UNKNOWN);
    assertThat(read.truncated()).isTrue();
    Call call = OneCall.sql("other_sql", text);
    assertThat(call.arguments().known()).isFalse();
  }

  @Test
  void theHashIsTheSameOnEveryMachine() {
    assertThat(Hash.hex128("SELECT ?")).isEqualTo("be2fd058e3b5092d2465c777e438aa15");
  }
}
