package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import org.junit.jupiter.api.Test;

/** What a span runs that was prepared in another. */
class PreparedTest {

  private static final String SYSTEM = " client db.system=mysql server.address=db1";
  private static final String PREPARE = "PDO::prepare %d-%d" + SYSTEM + " db.statement='%s'";
  private static final String EXECUTE = "PDOStatement::execute %d-%d" + SYSTEM;

  private static Call at(Calls calls, int startMs) {
    for (Call call : calls.all()) {
      if (calls.trace().startNanos(call.node()) - calls.trace().startNanos(0)
          == startMs * 1_000_000L) {
        return call;
      }
    }
    throw new AssertionError("no call starts at " + startMs);
  }

  private static String prepare(int from, String text) {
    return "  " + PREPARE.formatted(from, from + 1, text);
  }

  private static String execute(int from) {
    return "  " + EXECUTE.formatted(from, from + 8);
  }

  @Test
  void aStatementIsRunAsOftenAsOneLikes() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server",
                prepare(1, "SELECT a FROM b WHERE c = ?"),
                execute(3),
                execute(12),
                prepare(21, "SELECT a FROM d WHERE e = 7"),
                execute(23)));
    assertThat(at(calls, 3).label()).isEqualTo("SELECT b");
    assertThat(at(calls, 3).noise()).isEqualTo(Call.Noise.NONE);
    assertThat(at(calls, 3).arguments().known()).isFalse();
    assertThat(at(calls, 12).subject()).isSameAs(at(calls, 3).subject());
    assertThat(at(calls, 1).noise()).isEqualTo(Call.Noise.STATEMENT);
    assertThat(at(calls, 23).label()).isEqualTo("SELECT d");
    assertThat(at(calls, 23).arguments().known()).isTrue();
  }

  @Test
  void nobodyKnowsWhichOfTwoIsRun() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server",
                prepare(1, "SELECT a FROM b WHERE c = ?"),
                prepare(2, "SELECT a FROM d WHERE e = ?"),
                execute(3),
                prepare(13, "SELECT a FROM f WHERE e = ?"),
                execute(15)));
    assertThat(at(calls, 3).label()).isEqualTo("PDOStatement::execute");
    assertThat(at(calls, 15).label()).isEqualTo("PDOStatement::execute");
  }

  @Test
  void whatIsRunElsewhereWasNotPreparedHere() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server",
                prepare(1, "SELECT a FROM b WHERE c = ?"),
                "  load 2-50 internal",
                "  " + execute(3),
                execute(60).replace("db1", "db2")));
    assertThat(at(calls, 3).label()).isEqualTo("PDOStatement::execute");
    assertThat(at(calls, 60).label()).isEqualTo("PDOStatement::execute");
  }

  @Test
  void whatSaysItselfWhatItRunsIsBelieved() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server",
                prepare(1, "SELECT a FROM b WHERE c = ?"),
                execute(3) + " db.statement='SELECT z FROM y'",
                execute(13) + " db.collection.name=x",
                "  PDO::exec 23-24" + SYSTEM));
    assertThat(at(calls, 3).label()).isEqualTo("SELECT y");
    assertThat(at(calls, 13).label()).doesNotContain("SELECT");
    assertThat(at(calls, 23).label()).isEqualTo("PDO::exec");
    assertThat(requireNonNull(calls.at(TraceFixture.node(calls.trace(), "PDO::exec"))).noise())
        .isEqualTo(Call.Noise.NONE);
  }
}
