package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that tell of work for the connection, and names that only look like them. */
class ConnectionNoiseTest {

  @ParameterizedTest
  @CsvSource({
    "db.resetSession, SETTINGS",
    "sql.conn.reset_session, SETTINGS",
    "sql.conn.ping, SETTINGS",
    "dns example.org, CONNECT",
    "tls 10.0.0.1:5432, CONNECT",
    "upgrade to tls, CONNECT",
    "http.tls, CONNECT",
    "DNS, CONNECT",
    "redis AUTH, CONNECT",
    "redis HELLO, CONNECT",
    "dnsmasq lease, NONE",
    "tlsa lookup, NONE",
    "copy rows back, NONE",
    "sql columns next, NONE",
    "sql-rows-close, STATEMENT",
    "result-set, STATEMENT",
    "generated-keys, STATEMENT",
    "connection, CHECKOUT",
    "HTTP wait_for_connection shop:443, CHECKOUT",
    "redis.dial, CONNECT",
    "dialog, NONE",
    "set, NONE",
    "result-set-cache, NONE",
    "connections, NONE",
    "***, NONE",
    "日本, NONE",
    "'', NONE",
  })
  void aNameTellsByItsFirstOrLastWord(String name, Noise noise) {
    assertThat(ConnectionNoise.of(name)).isEqualTo(noise);
    assertThat(OneCall.client(name, "db.system", "postgresql").noise()).isEqualTo(noise);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prepare", "PREPARE items", "sql.conn.prepare", "PDO::prepare"})
  void aStatementIsPreparedWhereTheNameBeginsOrEndsWithThat(String name) {
    assertThat(ConnectionNoise.prepares(name, "")).isTrue();
    assertThat(ConnectionNoise.executes(name, "")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "prepar", "prepared", "reprepare", "prepare.items"})
  void noOtherNamePreparesOne(String name) {
    assertThat(ConnectionNoise.prepares(name, "")).isFalse();
  }

  @Test
  void theOperationTellsItToo() {
    assertThat(ConnectionNoise.prepares("x", "PREPARE")).isTrue();
    assertThat(ConnectionNoise.executes("x", "Execute")).isTrue();
    assertThat(ConnectionNoise.executes("x", "PREPARE")).isFalse();
    assertThat(ConnectionNoise.executes("x", "")).isFalse();
  }

  @Test
  void whatAnOperationExecutesIsWhatWasPrepared() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server",
                "  shop 1-2 client db.system=mysql db.operation=prepare"
                    + " db.statement='SELECT name FROM item WHERE id = ?'",
                "  shop 3-9 client db.system=mysql db.operation=execute"));
    assertThat(calls.get(0).noise()).isEqualTo(Noise.STATEMENT);
    assertThat(calls.get(1).label()).isEqualTo("SELECT item");
    assertThat(calls.get(1).noise()).isEqualTo(Noise.NONE);
  }
}
