package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheCallsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET user:1042 | GET | user:* | READ | NONE | true",
        "get session/a/7f3c9d1e07 | GET | session/a/* | READ | NONE | true",
        "SET user:1042 ? | SET | user:* | WRITE | NONE | false",
        "GET ? | GET | ? | READ | NONE | false",
        "HGETALL cart.1042.items | HGETALL | cart.*.items | READ | NONE | true",
        "EXPIRE cart:9 60 | EXPIRE | cart:* | WRITE | NONE | true",
        "TTL a:b | TTL | a:b | READ | NONE | true",
        "PING | PING | '' | WRITE | SETTINGS | false",
        "SELECT 3 | SELECT | '' | WRITE | SETTINGS | true",
        "CLIENT SETNAME x | CLIENT | '' | WRITE | SETTINGS | true",
        "AUTH secret | AUTH | '' | WRITE | CONNECT | true",
        "HELLO 3 | HELLO | '' | WRITE | CONNECT | true",
        "EVALSHA abc 1 k | EVALSHA | '' | WRITE | NONE | true",
      })
  void cacheCommands(
      String text, String command, String pattern, Effect effect, Noise noise, boolean known) {
    Call call = OneCall.client("x", "db.system", "redis", "db.statement", text);
    String key = "cache|redis||" + command + (pattern.isEmpty() ? "" : "|" + pattern);
    assertThat(call.key()).isEqualTo(key);
    assertThat(call.callClass()).isEqualTo(CallClass.CACHE);
    assertThat(call.effect()).isEqualTo(effect);
    assertThat(call.noise()).isEqualTo(noise);
    assertThat(call.arguments().known()).isEqualTo(known);
  }

  @Test
  void aCacheCallNamesItsIndexAndServerButNotInTheFingerprint() {
    Call call =
        OneCall.client(
            "GET",
            "db.system.name",
            "redis",
            "db.namespace",
            "2",
            "db.operation.name",
            "GET",
            "db.query.text",
            "GET user:1",
            "server.address",
            "cache-1.example");
    assertThat(call.key()).isEqualTo("cache|cache-1.example|2|GET|user:*");
    assertThat(call.fingerprintKey()).isEqualTo("cache|2|GET|user:*");
    assertThat(call.label()).isEqualTo("GET user:*");
    Call old =
        OneCall.client(
            "x",
            "db.system",
            "redis",
            "db.redis.database_index",
            2,
            "db.operation",
            "get",
            "net.peer.name",
            "cache-1.example",
            "db.statement",
            "get user:2");
    assertThat(old.key()).isEqualTo(call.key());
    assertThat(old.arguments().hash()).isNotEqualTo(call.arguments().hash());
  }

  @Test
  void severalKeysOrCommandsAreOneCallOfThatSize() {
    Call mget = OneCall.client("x", "db.system", "redis", "db.statement", "MGET u:1 u:2 u:3");
    assertThat(mget.size()).isEqualTo(3);
    assertThat(mget.batch()).isTrue();
    assertThat(mget.key()).isEqualTo("cache|redis||MGET|u:*");
    Call pipeline =
        OneCall.client(
            "PIPELINE",
            "db.system.name",
            "redis",
            "db.operation.name",
            "PIPELINE",
            "db.operation.batch.size",
            4);
    assertThat(pipeline.size()).isEqualTo(4);
    Call python =
        OneCall.client(
            "PIPELINE",
            "db.system",
            "redis",
            "db.statement",
            "GET ?\nGET ?",
            "db.redis.pipeline_length",
            2);
    assertThat(python.key()).isEqualTo("cache|redis||PIPELINE GET");
    assertThat(python.size()).isEqualTo(2);
    assertThat(python.effect()).isEqualTo(Effect.READ);
  }

  @Test
  void memcachedIsReadLikeTheOthers() {
    Call call =
        OneCall.client(
            "get", "db.system", "memcached", "db.operation", "get", "db.statement", "get a:9");
    assertThat(call.key()).isEqualTo("cache|memcached||GET|a:*");
  }

  /** What clients ask a server about itself when they connect or look for its replicas. */
  @ParameterizedTest
  @ValueSource(strings = {"INFO", "COMMAND", "CLUSTER SLOTS", "SENTINEL masters", "READONLY"})
  void askingAboutTheServerServesTheConnection(String text) {
    Call call = OneCall.client("x", "db.system", "redis", "db.statement", text);
    assertThat(call.noise()).isEqualTo(Noise.SETTINGS);
  }

  /** As clients in Java, Ruby and Python call their operations on several keys. */
  @ParameterizedTest
  @ValueSource(strings = {"get", "gets", "getBulk", "get_multi", "get_many", "gets_many"})
  void operationsOfMemcachedThatRead(String operation) {
    Call call = OneCall.client(operation, "db.system", "memcached", "db.operation", operation);
    assertThat(call.effect()).isEqualTo(Effect.READ);
  }
}
