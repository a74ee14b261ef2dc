package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.Attributes;
import org.junit.jupiter.api.Test;

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
