package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parameters of statements, as spans carry them. */
class ParametersTest {

  private final Facts facts = new Facts();

  private void read(Object... attributes) {
    facts.read(
        Span.builder(TraceFixture.TRACE_ID, 1)
            .kind(SpanKind.CLIENT)
            .attributes(Attributes.of(attributes))
            .build());
  }

  @Test
  void parametersHaveOneHashWhateverTheirOrder() {
    read("db.query.parameter.a", "1", "db.query.parameter.b", "2");
    long hash = facts.argumentHash();
    read("db.query.parameter.b", "2", "db.query.parameter.a", "1");
    assertThat(facts.argumentHash()).isEqualTo(hash);
    assertThat(facts.argumentCount()).isEqualTo(2);
    read("db.query.parameter.a", "2", "db.query.parameter.b", "1");
    assertThat(facts.argumentHash()).isNotEqualTo(hash);
  }

  @ParameterizedTest
  @CsvSource({
    "db.query.parameter.id",
    "db.operation.parameter.id",
    "db.elasticsearch.path_parts.id",
    "db.statement.parameters",
    "db.postgresql.values",
    "db.mysql.values",
    "db.operation.parameter.index",
  })
  void parametersOfEveryKindAreArguments(String name) {
    read(name, List.of("7"));
    long hash = facts.argumentHash();
    assertThat(facts.argumentCount()).isEqualTo(1);
    read(name, List.of("8"));
    assertThat(facts.argumentHash()).isNotEqualTo(hash);
    read(name + ".count", 7, "x." + name, "7");
    assertThat(facts.argumentCount()).isEqualTo(name.matches(".*(values|parameters)") ? 0 : 1);
  }

  @Test
  void aMaskedParameterIsNotKnownNorAreTheOthersThen() {
    read("db.query.parameter.a", "1", "db.query.parameter.b", Secrets.MASK);
    assertThat(facts.argumentCount()).isZero();
    read("db.query.parameter.a", "1");
    assertThat(facts.argumentCount()).isEqualTo(1);
    Call stored =
        OneCall.client(
            "q",
            "db.system",
            "mysql",
            "db.statement",
            "SELECT a FROM t WHERE b = ?",
            "db.query.parameter.0",
            Secrets.MASK);
    assertThat(stored.arguments().known()).isFalse();
  }
}
