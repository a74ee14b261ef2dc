package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes that are slow because of a lock, and are told so once. */
class SlowWritesBehindLocksTest {

  private static final String LOCK = "lock-contention";
  private static final String UPDATE =
      " client db.system.name=postgresql db.namespace=shop"
          + " db.query.text='UPDATE stock SET n = n - ? WHERE id = ?'";

  @Test
  void aSlowWriteThatStandsInAQueueIsNotToldAsSlowToo() {
    Window window = new Window();
    for (int i = 0; i < 6; i++) {
      window.trace(
          i,
          "POST /buy 0-%d server @shop".formatted(310 + 300 * i),
          "  q 1-%d".formatted(301 + 299 * i) + UPDATE);
    }
    window.trace(60_000, "POST /buy 0-900 server @shop", "  q 1-890" + UPDATE);
    assertThat(window.only(LOCK).traceCount()).isEqualTo(6);
    assertThat(window.only("slow-call").traceCount()).as("the one alone").isEqualTo(1);
  }

  /** A deadlock that is broken after a second, and another write of those milliseconds. */
  private static Window deadlock(String refusal, String other) {
    return new Window()
        .trace(
            0, "POST /buy 0-1100 server error @shop", "  q 60-1062 error" + UPDATE + " " + refusal)
        .trace(5, "POST /buy 0-1100 server @shop", "  q " + other + UPDATE);
  }

  @Test
  void whatWaitedUntilADeadlockWasBrokenIsNotSlow() {
    for (String other : new String[] {"58-1056", "58-1060", "400-1062"}) {
      Window window = deadlock("db.response.status_code=40P01", other);
      Finding lock = window.only(LOCK);
      assertThat(lock.traceCount()).as(other).isEqualTo(2);
      assertThat(lock.details()).containsEntry("evidence", "code").containsEntry("refused", 1L);
      assertThat(window.of("slow-call")).as(other).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"58-1200", "58-900", "1070-1700", "1040-1058", "600-1060"})
  void aWriteThatEndsAtAnotherTimeDidNotWaitForTheDeadlock(String other) {
    assertThat(deadlock("db.response.status_code=40P01", other).only(LOCK).traceCount())
        .isEqualTo(1);
  }

  @Test
  void onlyADeadlockFreesAnotherWhenItIsRefused() {
    for (String code : new String[] {"1213", "40P01"}) {
      Window window = deadlock("db.response.status_code=" + code, "58-1056");
      assertThat(window.only(LOCK).traceCount()).as(code).isEqualTo(2);
    }
    for (String code : new String[] {"1205", "55P03", "40001"}) {
      Window window = deadlock("db.response.status_code=" + code, "58-1056");
      assertThat(window.only(LOCK).traceCount()).as(code).isEqualTo(1);
      assertThat(window.of("slow-call")).as(code).hasSize(1);
    }
    String update = UPDATE.replace("postgresql", "microsoft.sql_server");
    Window window =
        new Window()
            .trace(
                0,
                "POST /buy 0-1100 server error @shop",
                "  q 60-1062 error" + update + " db.response.status_code=1205")
            .trace(5, "POST /buy 0-1100 server @shop", "  q 58-1056" + update);
    assertThat(window.only(LOCK).traceCount()).isEqualTo(2);
  }
}
