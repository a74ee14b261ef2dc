package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameTemplateTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /users/1042 | GET /users/*",
        "GET /users/{id}/orders | GET /users/{id}/orders",
        "GET http://h:80/users/7?a=1 | GET http://h/users/*?a=*",
        "process order 1042 | process order *",
        "job:1042:run | job:*:run",
        "shop.v1.Cart/Get2 | shop.v1.Cart/Get2",
        "SELECT shop.item | SELECT shop.item",
        "HikariDataSource.getConnection | HikariDataSource.getConnection",
        "handle 0b7e1f64-35a2-4c0d-9d7e-51f0c2a9e8b3 | handle *",
        "mail to ann@example.org | mail to *",
        "hello-123s v2 | hello-123s v2",
        "GET /items/42?b=2&a=1 | GET /items/*?a=*&b=*",
        "job:17;x asks http://h/7 | job:* asks http://h/*",
        "a  b 7 | a  b *",
      })
  void spanNames(String name, String expected) {
    assertThat(new CallCache().operation(name)).isEqualTo(expected);
    assertThat(new CallCache().operation(expected)).as("twice").isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "user:1042:cart, user:*:cart",
    "a/7/b, a/*/b",
    "session.7f3c9d1e07.x, session.*.x",
    "plain, plain",
    "a:b, a:b",
    "cart:ann@example.org, cart:*.org"
  })
  void cacheKeys(String key, String expected) {
    assertThat(NameTemplate.ofKey(key, 512)).isEqualTo(expected);
  }

  @Test
  void keyPatternsAreCut() {
    assertThat(NameTemplate.ofKey("a:".repeat(600), 512)).hasSize(512);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "logs-2026.11.21 | logs-*",
        "logs-2031-05-06-000007 | logs-*",
        "logs-2026.11.21,logs-old | logs-*,logs-old",
        "orders | orders",
        "orders-v2 | orders-v2",
        "metrics_2026_11 | metrics_*",
        "2026.11.21 | *",
        "a-1-b-2 | a-*-b-*",
        ".kibana_7.17 | .kibana_*",
        "a-(7) | a-(*)",
        ",a,,b- | a,,b-",
      })
  void indexNames(String name, String expected) {
    assertThat(NameTemplate.ofIndex(name, 255)).isEqualTo(expected);
  }

  @Test
  void anyNameIsAccepted() {
    long seed = 99L;
    Random random = new Random(seed);
    String alphabet = "ab019/:.;?&=@%-_{}* \u00e9#";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder name = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        name.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String text = name.toString();
      assertThat(NameTemplate.ofSpanName(text, 255)).as("seed %s: %s", seed, text).isNotNull();
      assertThat(NameTemplate.ofIndex(text, 255)).isNotNull();
      assertThat(Url.read(text).template()).isNotNull();
      Url once = Url.read("/" + text);
      assertThat(Url.read(once.template()).template())
          .as("seed %s: the template of the template of %s", seed, text)
          .isEqualTo(once.template());
    }
  }
}
