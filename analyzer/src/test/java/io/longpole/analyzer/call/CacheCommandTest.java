package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands to caches as the clients of several languages write them. */
class CacheCommandTest {

  private static Call redis(String text) {
    return OneCall.client("x", "db.system", "redis", "db.statement", text);
  }

  private static CallLimits textChars(int chars) {
    return new CallLimits(chars, 2_048, 255, 512, 10_000, 16_384, 10_240);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET \"user profile:1042\" | GET | user profile:*",
        "GET 'user profile:1042' | GET | user profile:*",
        "SET \"greeting:7\" \"a b\" | SET | greeting:*",
        "GET \"user:1042 | GET | user:*",
        "   get    user:1042 | GET | user:*",
        "GET key<user:1042> | GET | user:*",
        "SET key<user:1042> value<x> EX 60 | SET | user:*",
        "GET key<user | GET | key<user",
      })
  void keysAreReadWithoutTheirQuotes(String text, String command, String pattern) {
    assertThat(redis(text).key()).isEqualTo("cache|redis||" + command + "|" + pattern);
  }

  @ParameterizedTest
  @CsvSource({
    "MGET user:1, 1",
    "MGET user:1 user:2, 2",
    "MGET  user:1   user:2  user:3, 3",
    "MGET \"user 1\" \"user 2\", 2",
    "MGET 'user 1' 'user 2' 'user 3', 3",
    "MGET, 1",
  })
  void aMgetIsAsLargeAsItHasKeys(String text, int size) {
    Call call = redis(text.trim());
    assertThat(call.size()).isEqualTo(size);
    assertThat(call.batch()).isEqualTo(size > 1);
  }

  @Test
  void onlyMgetAsksForAllItsWords() {
    assertThat(redis("HMGET user:1 name age").size()).isEqualTo(1);
    Call call =
        OneCall.client(
            "x",
            "db.system",
            "redis",
            "db.operation",
            "PIPELINE",
            "db.statement",
            "SET a:1 7 EX 5");
    assertThat(call.size()).isEqualTo(1);
    assertThat(call.batch()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MGET user:1 user:2 | MGET user:* ?",
        "MGET user:1 user:2 user:3 | MGET user:* ? ×3",
        "GET user:1;GET user:2 | PIPELINE GET ? ×2",
        "GET user:1;INCR hits;GET user:3 | PIPELINE ? ×3",
        "SET user:1 ×3 | SET user:* ?",
      })
  void whatIsStoredHasTheKeyAndSizeOfTheWhole(String text, String stored) {
    assertThat(Secrets.query(text, "redis")).isEqualTo(stored);
    assertThat(Secrets.query(stored, "redis")).isEqualTo(stored);
    Call one = redis(text);
    Call again = redis(stored);
    assertThat(again.key()).isEqualTo(one.key());
    assertThat(again.size()).isEqualTo(one.size());
    assertThat(again.batch()).isEqualTo(one.batch());
    assertThat(again.effect()).isEqualTo(one.effect());
    assertThat(again.arguments().known()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SRANDMEMBER tags 5",
        "ZREVRANGEBYLEX names + -",
        "OBJECT ENCODING user:1",
        "GEOHASH towns a",
        "SORT_RO tags"
      })
  void theirKinReadsToo(String text) {
    assertThat(redis(text).effect()).isEqualTo(Call.Effect.READ);
  }

  @Test
  void aPipelineThatIsToldKeepsNoMoreThanItsCommand() {
    assertThat(Secrets.query("PIPELINE GET secret ×5", "redis")).isEqualTo("PIPELINE GET ? ×5");
    assertThat(Secrets.query("PIPELINE GET ×123456", "redis")).isEqualTo("PIPELINE GET ?");
  }

  @Test
  void linesOfOneCommandNameItAndLinesOfSeveralDoNot() {
    Call same = redis("GET user:1\nGET user:2\nGET user:3");
    assertThat(same.key()).isEqualTo("cache|redis||PIPELINE GET");
    assertThat(same.size()).isEqualTo(3);
    assertThat(same.effect()).isEqualTo(Call.Effect.READ);
    assertThat(same.arguments().known()).isTrue();
    Call mixed = redis("GET user:1\nINCR hits\nGET user:3");
    assertThat(mixed.key()).isEqualTo("cache|redis||PIPELINE");
    assertThat(mixed.size()).isEqualTo(3);
    assertThat(mixed.effect()).isEqualTo(Call.Effect.WRITE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET user:1\n\nGET user:2", "GET user:1;GET user:2;", "GET user:1; \n GET user:2"})
  void blankLinesAreNoCommands(String text) {
    assertThat(redis(text).key()).isEqualTo("cache|redis||PIPELINE GET");
    assertThat(redis(text).size()).isEqualTo(2);
  }

  @Test
  void oneCommandThatEndsInASemicolonIsNoPipeline() {
    assertThat(redis("GET user:1 ;").key()).isEqualTo("cache|redis||GET|user:*");
    assertThat(redis("GET user:1 ;").batch()).isFalse();
    assertThat(redis("INCR user:1;").effect()).isEqualTo(Call.Effect.WRITE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET user:1 ?",
        "SET user:1 ? EX 60",
        "GET ?\nGET user:1",
        "GET ?;GET user:1",
        "GET user:1\nGET ?",
        "GET REDACTED",
        "SET user:1 ***",
        "GET",
      })
  void argumentsThatAreMaskedOrMissingAreHidden(String text) {
    assertThat(redis(text).arguments().known()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET what?", "KEYS user:?a", "HGET faq:1 why?"})
  void aQuestionMarkWithinAWordMasksNothing(String text) {
    assertThat(redis(text).arguments().known()).isTrue();
  }

  @Test
  void aCutTextIsNoEvidenceOfEquality() {
    assertThat(CacheCommand.read("GET a", textChars(5)).masked()).isFalse();
    assertThat(CacheCommand.read("GET ab", textChars(5)).masked()).isTrue();
    assertThat(CacheCommand.read("GET a\nGET b", textChars(11)).masked()).isFalse();
    assertThat(CacheCommand.read("GET a\nGET bc", textChars(11)).masked()).isTrue();
  }

  @Test
  void whatHasNoSpaceIsCutAfter64Characters() {
    String longest = "A".repeat(64);
    assertThat(redis(longest + " user:1").key()).isEqualTo("cache|redis||" + longest + "|user:*");
    assertThat(redis(longest + "B user:1").key()).isEqualTo("cache|redis||" + longest + "|user:*");
    assertThat(redis(longest + "B\n" + longest + "B").key())
        .isEqualTo("cache|redis||PIPELINE " + longest);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\n", ";", "\u00a0", "\u00a0;\u00a0"})
  void blanksSayNothing(String text) {
    Call call = redis(text);
    assertThat(call.callClass()).isEqualTo(Call.CallClass.CACHE);
    assertThat(call.size()).isEqualTo(1);
    assertThat(call.arguments().known()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "GET user:17, GET user:*",
    "SET user:17 secret, SET user:* ?",
    "SET user:17 secret EX 60, SET user:* ?",
    "PING, PING",
    "AUTH hunter2, AUTH ?",
    "GET user:17 ;, GET user:*",
  })
  void theSafeTextShowsThatThereIsMoreAndNotWhat(String text, String safe) {
    assertThat(Secrets.query(text, "redis")).isEqualTo(safe);
  }
}
