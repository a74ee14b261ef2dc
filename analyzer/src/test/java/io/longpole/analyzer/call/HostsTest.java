package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {

  @ParameterizedTest
  @CsvSource({
    "Inventory.Shop.Svc, inventory.shop.svc",
    "inventory:8080, inventory",
    "db.eu.example.org, db.eu.example.org",
    "db.eu.example.org:5432, db.eu.example.org",
    "db-0.db, db-0.db",
    "4711, 4711",
    "1.20, 1.20",
    "unix:/var/run/mysqld.sock, unix:/var/run/mysqld.sock",
    "unix:sock, unix:sock",
    "dbhost:1521:ORCL, dbhost:1521:orcl",
    "edge:1521:DB, edge:1521:db",
  })
  void aNameLosesItsPortAndCapitals(String host, String expected) {
    assertThat(Hosts.normal(host)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.7",
        "10.0.0.7:443",
        "255.255.255.255",
        "2001:db8::7",
        "2001:DB8::7",
        "::1",
        "::ffff:10.0.0.7",
        "fe80::1%eth0",
        "[2001:db8::7]",
        "[2001:db8::7]:8443",
        "[::1]:80",
      })
  void anAddressIsNoName(String host) {
    assertThat(Hosts.normal(host)).isEqualTo("<ip>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "broker-1:9092,broker-2:9092 | broker-1",
        "Mongo-a.shop,mongo-b.shop | mongo-a.shop",
        "10.0.0.7:9092,10.0.0.8:9092 | <ip>",
      })
  void aListOfHostsIsKnownByItsFirst(String hosts, String expected) {
    assertThat(Hosts.normal(hosts)).isEqualTo(expected);
  }

  @Test
  void noHostIsNoFailure() {
    assertThat(Hosts.normal("")).isEmpty();
    assertThat(Hosts.normal(":8080")).isEmpty();
  }

  @Test
  void callsByAddressHaveOneTargetWhateverTheAddress() {
    assertThat(OneCall.client("GET", "server.address", "10.1.2.3", "url.path", "/x").key())
        .isEqualTo("http|<ip>|GET|/x");
    assertThat(OneCall.client("GET", "http.host", "[2001:db8::7]:80", "url.path", "/x").key())
        .isEqualTo("http|<ip>|GET|/x");
  }
}
