package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.Attributes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which attributes are never shown, and which only without what they hold. */
class SecretAttributesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db.query.parameter.0",
        "db.user",
        "db.connection_string",
        "db.statement.parameters",
        "db.postgresql.values",
        "db.mysql.values",
        "jdbc.params[0]",
        "graphql.variables",
        "messaging.message.payload",
        "http.request.body",
        "http.response.body.content",
        "http.request.header.authorization",
        "http.request.header.proxy-authorization",
        "http.request.header.cookie",
        "http.response.header.set-cookie",
        "http.response.header.set_cookie",
        "http.request.header.x-api-key",
        "http.request.header.api-key",
        "http.request.header.x_goog_api_key",
        "http.request.header.x-my-token-2",
        "rpc.request.metadata.client-secret",
        "rpc.grpc.request.metadata.password",
        "app.user.password",
        "app.apiKey"
      })
  void someAttributesAreNeverShown(String name) {
    assertThat(Secrets.isHidden(name)).isTrue();
    assertThat(Secrets.attributes(Attributes.of(name, "x")))
        .isEqualTo(Attributes.of(name, "REDACTED"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http.response.body.size",
        "http.request.header.accept",
        "db.query.text",
        "url.full",
        "gen_ai.usage.output_tokens",
        "db.operation.parameter.index",
        "enduser.id"
      })
  void otherAttributesAreShown(String name) {
    assertThat(Secrets.isHidden(name)).isFalse();
  }

  @Test
  void attributesAreMaskedByWhatTheyHold() {
    Attributes attributes =
        Attributes.of(
            "db.system", "mysql",
            "db.statement", "select * from t where a = \"x\" -- c",
            "url.full", "http://u:p@h/x?sig=1",
            "http.request.header.accept", List.of("token=1", "b"),
            "exception.message", "login with password=x failed",
            "jdbc.query[0]", "insert into t values ('x')",
            "url.fragment", "code=1&state=2",
            "http.response.status_code", 200);
    assertThat(Secrets.attributes(attributes))
        .isEqualTo(
            Attributes.of(
                "db.system", "mysql",
                "db.statement", "select * from t where a = ? ",
                "url.full", "http://REDACTED:REDACTED@h/x?sig=REDACTED",
                "http.request.header.accept", List.of("token=REDACTED", "b"),
                "exception.message", "login with password=REDACTED failed",
                "jdbc.query[0]", "insert into t values (?)",
                "url.fragment", "code=REDACTED&state=2",
                "http.response.status_code", 200));
  }

  @Test
  void attributesWithoutSecretsComeBackAsTheyAre() {
    Redactor redactor = new Redactor();
    Attributes plain =
        Attributes.of(
            "db.system", "mysql", "db.statement", "select a from t where b = ?", "thread.id", 7);
    assertThat(redactor.attributes(plain)).isSameAs(plain);
    assertThat(redactor.attributes(plain)).isSameAs(plain);
    Attributes literal = Attributes.of("db.system", "mysql", "db.statement", "select 7");
    for (int round = 0; round < 2; round++) {
      assertThat(redactor.attributes(literal))
          .isEqualTo(Attributes.of("db.system", "mysql", "db.statement", "select ?"));
    }
    Attributes other = Attributes.of("db.system", "postgresql", "db.statement", "select \"a\"");
    assertThat(redactor.attributes(other)).isSameAs(other);
    assertThat(redactor.attributes(Attributes.of("db.type", "redis", "db.statement", "AUTH x")))
        .isEqualTo(Attributes.of("db.type", "redis", "db.statement", "AUTH ?"));
    assertThat(redactor.attributes(Attributes.of("sql.query", "select 7 from t")))
        .isEqualTo(Attributes.of("sql.query", "select ? from t"));
  }
}
