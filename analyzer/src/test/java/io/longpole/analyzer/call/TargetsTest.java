package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetsTest {

  @Test
  void whoAnsweredWinsThenThePeerThenTheHost() {
    String asked = "GET 0-9 client @web service.peer.name=cart-peer server.address=cart-host";
    assertThat(Calls.of(trace(asked, "  GET /x 1-8 server @cart")).get(0).key())
        .startsWith("http|cart|");
    assertThat(Calls.of(trace(asked)).get(0).key()).startsWith("http|cart-peer|");
    assertThat(
            OneCall.client("GET", "server.address", "Cart-Host", "url.full", "http://lb/x").key())
        .isEqualTo("http|cart-host|GET|/x");
    assertThat(OneCall.client("GET", "url.full", "http://LB:81/x").key())
        .isEqualTo("http|lb|GET|/x");
  }

  @Test
  void aStoreWithoutAHostIsItsSystemAndNamespace() {
    assertThat(
            OneCall.client(
                    "q",
                    "db.system.name",
                    "postgresql",
                    "db.namespace",
                    "shop",
                    "db.operation.name",
                    "SELECT",
                    "db.collection.name",
                    "item")
                .target())
        .isEqualTo("postgresql/shop");
    assertThat(
            OneCall.client(
                    "q",
                    "db.system.name",
                    "postgresql",
                    "db.operation.name",
                    "SELECT",
                    "db.collection.name",
                    "item")
                .target())
        .isEqualTo("postgresql");
    assertThat(OneCall.client("q", "db.namespace", "shop", "db.query.text", "SELECT 7 FROM item"))
        .extracting(Call::target)
        .as("no system")
        .isEqualTo("");
  }
}
