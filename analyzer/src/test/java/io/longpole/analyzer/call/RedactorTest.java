package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.Attributes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

  private final Redactor redactor = new Redactor();

  private static Attributes attributes(String... namesAndValues) {
    Attributes.Builder result = new Attributes.Builder(namesAndValues.length / 2);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      result.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return result.build();
  }

  @Test
  void attributesWithoutSecretsStayTheSameObjectEachTime() {
    Attributes clean = attributes("http.request.method", "GET", "url.path", "/cart");
    assertThat(redactor.attributes(clean)).isSameAs(clean);
    assertThat(redactor.attributes(clean)).isSameAs(clean);
  }

  @Test
  void aTextKnownAsCleanIsStillHiddenUnderTheNameOfASecret() {
    String shared = "abc";
    assertThat(redactor.attributes(attributes("note", shared)).text("note")).isEqualTo("abc");
    assertThat(redactor.attributes(attributes("password", shared)).text("password"))
        .isEqualTo(Secrets.MASK);
    assertThat(redactor.attributes(attributes("note", shared)).text("note")).isEqualTo("abc");
  }

  @Test
  void anAddressIsCleanAsATextButNotAsAnAddress() {
    String shared = "/x?sig=1";
    Attributes text = attributes("note", shared);
    String asText = redactor.attributes(text).text("note");
    String asUrl = redactor.attributes(attributes("url.full", shared)).text("url.full");
    assertThat(asUrl).isEqualTo(Secrets.url(shared)).isNotEqualTo(shared);
    assertThat(redactor.attributes(text).text("note")).isEqualTo(asText);
  }

  @ParameterizedTest
  @ValueSource(strings = {"url.full", "http.url", "http.target", "url.query", "url.fragment"})
  void addressesLoseTheValuesOfTheirSecretKeys(String name) {
    assertThat(redactor.attributes(attributes(name, "code=1&state=2")).text(name))
        .isEqualTo("code=REDACTED&state=2");
    assertThat(redactor.attributes(attributes("note", "code=1&state=2")).text("note"))
        .isEqualTo("code=1&state=2");
  }

  @Test
  void valuesWithinValuesAreReadAsTexts() {
    Attributes nested =
        Attributes.of("login", Attributes.of("user", "bob", "password", "x"), "n", List.of(1L));
    assertThat(redactor.attributes(nested))
        .isEqualTo(
            Attributes.of(
                "login", Attributes.of("user", "bob", "password", "REDACTED"), "n", List.of(1L)));
    for (String name : new String[] {"url.full", "db.statement", "note"}) {
      assertThat(redactor.attributes(Attributes.of(name, List.of("token=1", 2L))))
          .isEqualTo(Attributes.of(name, List.of("token=REDACTED", 2L)));
    }
  }

  @Test
  void namesAndSystemsBeyondWhatIsRememberedAreReadAllTheSame() {
    for (int i = 0; i < 10_100; i++) {
      String name = "app." + i + ".password";
      assertThat(redactor.attributes(attributes(name, "x")).text(name)).isEqualTo(Secrets.MASK);
    }
    for (int i = 0; i < 40; i++) {
      Attributes query = attributes("db.system", "own" + i, "db.statement", "SELECT " + i);
      assertThat(redactor.attributes(query).text("db.statement")).isEqualTo("SELECT ?");
    }
    assertThat(redactor.attributes(attributes("db.statement", "SELECT 7")).text("db.statement"))
        .isEqualTo("SELECT ?");
  }

  @Test
  void aQueryIsReadAsOneOfItsSystemEachTime() {
    String shared = "SELECT \"a\" FROM t";
    String mysql = Secrets.query(shared, "mysql");
    String postgresql = Secrets.query(shared, "postgresql");
    assertThat(mysql).isNotEqualTo(postgresql);
    for (int i = 0; i < 2; i++) {
      assertThat(
              redactor
                  .attributes(attributes("db.system.name", "mysql", "db.query.text", shared))
                  .text("db.query.text"))
          .isEqualTo(mysql);
      assertThat(
              redactor
                  .attributes(attributes("db.system.name", "postgresql", "db.query.text", shared))
                  .text("db.query.text"))
          .isEqualTo(postgresql);
    }
  }

  @Test
  void eachOfManyTextsIsReadAsItIs() {
    for (int i = 0; i < 50_000; i++) {
      String plain = "item-" + i;
      String token = "Bearer abcdefghijklmnop" + i;
      assertThat(redactor.attributes(attributes("note", plain)).text("note")).isEqualTo(plain);
      assertThat(redactor.attributes(attributes("note", token)).text("note"))
          .isEqualTo(Secrets.text(token));
    }
    assertThat(Secrets.text("Bearer abcdefghijklmnop1")).contains(Secrets.MASK);
  }
}
