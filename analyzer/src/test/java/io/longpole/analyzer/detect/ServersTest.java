package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import org.junit.jupiter.api.Test;

class ServersTest {

  private static long union(String... servers) {
    String[] lines = new String[servers.length + 1];
    lines[0] = "GET 0-100 client @web";
    for (int i = 0; i < servers.length; i++) {
      lines[i + 1] = "  GET /a " + servers[i] + " @stock";
    }
    TraceFacts facts = DrawnFacts.of(lines);
    return Servers.unionNanos(facts, TraceFixture.node(facts.trace(), "GET"));
  }

  @Test
  void timeThatTwoServersShareCountsOnce() {
    assertThat(union("10-50 server", "20-60 server")).isEqualTo(TraceFixture.ms(50));
    assertThat(union("10-50 server", "20-30 server")).isEqualTo(TraceFixture.ms(40));
    assertThat(union("10-50 server", "60-70 server")).isEqualTo(TraceFixture.ms(50));
  }

  @Test
  void onlyServersCount() {
    assertThat(union("10-50 internal", "20-30 server")).isEqualTo(TraceFixture.ms(10));
  }
}
