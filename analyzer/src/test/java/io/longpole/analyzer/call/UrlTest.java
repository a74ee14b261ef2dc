package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlTest {

  @TestFactory
  Stream<DynamicTest> sharedTemplates() {
    JsonNode cases = SharedCases.read("authored/url_template_cases.json").get("cases");
    return StreamSupport.stream(cases.spliterator(), false)
        .map(test ->
            dynamicTest(
                test.get("in").asText() + " " + test.get("why").asText(),
                () ->
                    assertThat(Url.read(test.get("in").asText()).template())
                        .isEqualTo(test.get("out").asText())));
  }

  @ParameterizedTest
  @CsvSource({
    "/clients/11/project/1343-turtles?b=1&a=2, /clients/*/project/*?a=*&b=*",
    "HTTPS://user:pw@Shop.Example:8443/a/7#top, https://shop.example/a/*",
    "http://[2001:db8::7]:80/x, http://<ip>/x",
    "http://10.0.0.1/x, http://<ip>/x",
    "shop:8080/x/7, shop/x/*",
    "http://h, http://h/",
    "http://h?a=1, http://h/?a=*",
    "/a/hello-123s/v2, /a/hello-123s/v2",
    "/a/0b7e1f64-35a2-4c0d-9d7e-51f0c2a9e8b3.pdf, /a/*",
    "/u/ann%40example.org/x, /u/*/x",
    "/a/4f2c9d1e07, /a/*",
    "/a/fadedcafee, /a/fadedcafee",
    "/a/0123456789abcdef, /a/*",
    "/a/0123456789abcdef01234567, /a/*",
    "/a/01J9ZQ4M8T7V2K5N3R6W0XBYCD, /a/*",
    "/a/Zx81kQv0PmT7rLw93bNe, /a/*",
    "/a/Zx81kQv0PmT7rLw93bN, /a/Zx81kQv0PmT7rLw93bN",
    "/cars;colour=red;size=2/7, /cars/*",
    "/a?b&c=&=d&b=2, /a?b=*&c=*",
    "/a?1042=x, /a?*=*",
    "/a//b/, /a//b/",
    "mailto:x, mailto:x",
  })
  void templates(String url, String expected) {
    assertThat(Url.read(url).template()).isEqualTo(expected);
  }

  @Test
  void segmentsLongerThan64AreValues() {
    assertThat(Url.read("/a/" + "x".repeat(65)).path()).isEqualTo("/a/*");
    assertThat(Url.read("/a/" + "x".repeat(64)).path()).isEqualTo("/a/" + "x".repeat(64));
  }

  @Test
  void lengthSegmentsAndKeysAreBounded() {
    Url deep = Url.read("/a".repeat(100));
    assertThat(deep.path().chars().filter(c -> c == '/').count()).isLessThanOrEqualTo(64);
    StringBuilder query = new StringBuilder("/x?");
    for (int i = 0; i < 50; i++) {
      query.append("k").append((char) ('a' + i % 26)).append((char) ('a' + i / 26)).append("=1&");
    }
    assertThat(Url.read(query.toString()).path().chars().filter(c -> c == '=').count())
        .isEqualTo(32);
    Url longest = Url.read("/x/" + "y".repeat(9_000) + "?a=1");
    assertThat(longest.path()).isEqualTo("/x/*");
    assertThat(longest.masked()).as("a cut URL is no evidence of equality").isTrue();
  }
}
