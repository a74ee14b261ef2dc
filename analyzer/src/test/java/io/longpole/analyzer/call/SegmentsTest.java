package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentsTest {

  private static boolean isValue(String segment) {
    return Segments.isValue(segment, 0, segment.length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "1343-turtles",
        "order_12",
        "12.json",
        "me@example.org",
        "me%40example.org",
        // Hexadecimal of the length of a usual id, with a digit.
        "deadbeef01",
        "4BF92F3577B34DA6",
        "507f1f77bcf86cd799439011",
        "user-4bf92f3577b34da6a3ce929d0e0e4736",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        // A UUID, whole or within.
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "cart:abcdefab-abcd-abcd-abcd-abcdefabcdef",
        "ABCDEFAB-ABCD-ABCD-ABCD-ABCDEFABCDEFs",
        // A ULID.
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "7zzzzzzzzzzzzzzzzzzzzzzzzz",
        // Long, of digits, small and capital letters.
        "eyJhbGciOiJIUzI1NiIs",
        "dGhpc19pcyBhIHRva2Vu9",
      })
  void values(String segment) {
    assertThat(isValue(segment)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v2",
        "hello-123s",
        "item42",
        // No digit, or no usual length, or not hexadecimal.
        "abcdefabcd",
        "deadbeefdeadbeef",
        "deadbee01",
        "deadbeef012",
        "4bf92f3577b34dag",
        // All but a UUID.
        "abcdefab-abcd-abcd-abcd-abcdefabcdeg",
        "abcdefab-abcd-abcdaabcd-abcdefabcdef",
        "abcdefababcdabcdabcdabcdefabcdefabcd",
        // All but a ULID: the first digit, a letter that is left out, the length.
        "81arz3ndektsv4rrffq69g5fav",
        "a1arz3ndektsv4rrffq69g5fav",
        "01arz3ndektsv4rrffq69g5fau",
        "01arz3ndektsv4rrffq69g5fal",
        "01arz3ndektsv4rrffq69g5fai",
        "01arz3ndektsv4rrffq69g5fao",
        "01arz3ndektsv4rrffq69g5fa",
        "01arz3ndektsv4rrffq69g5favx",
      })
  void names(String segment) {
    assertThat(isValue(segment)).isFalse();
  }

  @Test
  void longOnesAreValues() {
    assertThat(isValue("a".repeat(64))).isFalse();
    assertThat(isValue("a".repeat(65))).isTrue();
  }

  @Test
  void aTokenMixesDigitsAndLettersOfBothSizesAndIsLong() {
    assertThat(isValue("getUserOrdersByPage2")).isTrue();
    assertThat(isValue("getUserOrderByPage2")).isFalse();
    assertThat(isValue("getUserOrdersByPages")).isFalse();
    assertThat(isValue("getuserordersbypage2")).isFalse();
    assertThat(isValue("GETUSERORDERSBYPAGE2")).isFalse();
  }

  @Test
  void lettersOfOtherScriptsPartNothing() {
    assertThat(isValue("caf\u00e97")).isFalse();
    assertThat(isValue("\u672c7")).isFalse();
    assertThat(isValue("7\u20ac")).isTrue();
    assertThat(isValue("4bf92f3577b34d\u00e16")).isFalse();
  }

  private static final String PARTS =
      "(?:^|.*[^a-zA-Z0-9])(?:[0-9]+|(?=[a-fA-F]*[0-9])(?:[0-9a-fA-F]{10}|[0-9a-fA-F]{16}"
          + "|[0-9a-fA-F]{24}|[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})"
          + "|[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25})(?:$|[^a-zA-Z0-9].*)";
  private static final String UUID = ".*[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}.*";

  /** The same rules as expressions. */
  private static boolean slowly(String text) {
    boolean mixed =
        text.length() >= 20
            && text.matches(".*[0-9].*")
            && text.matches(".*[a-z].*")
            && text.matches(".*[A-Z].*");
    return text.length() > 64
        || mixed
        || text.contains("@")
        || text.contains("%40")
        || Pattern.matches(PARTS, text)
        || Pattern.matches(UUID, text);
  }

  @Test
  void theRulesAreThoseOfTheirExpressions() {
    String[] pieces = {
      "0",
      "1",
      "7",
      "8",
      "9",
      "a",
      "f",
      "g",
      "A",
      "F",
      "G",
      "I",
      "L",
      "O",
      "U",
      "Z",
      "z",
      "-",
      "_",
      ".",
      "%",
      "40",
      "@",
      "/",
      ":",
      "[",
      "`",
      "{",
      "deadbeef",
      "4bf92f35",
      "abcd",
      "-abcd-",
      "01arz3ndektsv"
    };
    int values = 0;
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      int kinds = 1 + random.nextInt(pieces.length);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        text.append(pieces[random.nextInt(kinds)].repeat(1 + random.nextInt(3)));
      }
      if (random.nextInt(4) == 0) {
        char[] hex = new char[new int[] {9, 10, 16, 24, 26, 32, 40, 64}[random.nextInt(8)]];
        for (int i = 0; i < hex.length; i++) {
          hex[i] = "0123456789abcdefABCDEF".charAt(random.nextInt(22));
        }
        text.append(random.nextBoolean() ? "-" : "").append(hex);
      }
      String segment = text.toString();
      assertThat(isValue(segment)).as("seed %d: %s", seed, segment).isEqualTo(slowly(segment));
      values += isValue(segment) ? 1 : 0;
    }
    assertThat(values).isBetween(2_000, 18_000);
  }
}
