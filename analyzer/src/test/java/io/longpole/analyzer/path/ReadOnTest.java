package io.longpole.analyzer.path;

import static io.longpole.analyzer.TraceFixture.EPOCH_NANOS;
import static io.longpole.analyzer.TraceFixture.assemble;
import static io.longpole.analyzer.TraceFixture.ms;
import static io.longpole.analyzer.TraceFixture.node;
import static io.longpole.analyzer.TraceFixture.spans;
import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows that are read on while the span of their query ends. */
class ReadOnTest {

  private static final String QUERY =
      " client db.system=postgresql db.query.text='SELECT a FROM b'";

  private static double end(Trace trace, String name) {
    PathAnalysis paths = PathAnalysis.of(trace, PathSettings.DEFAULT);
    return (paths.clippedEnd(node(trace, name)) - EPOCH_NANOS) / (double) ms(1);
  }

  @Test
  void queriesInGoAreOnThePath() {
    Trace trace =
        trace(
            "web 0-20",
            "  one 0.04-5.18" + QUERY,
            "    driver 0.05-5.17" + QUERY,
            "  sql.rows 5.16-5.23 client db.system=postgresql",
            "  two 5.24-10.02" + QUERY,
            "  sql.rows 10.01-10.06 client db.system=postgresql");

    assertThat(end(trace, "one")).isEqualTo(5.16);
    assertThat(end(trace, "driver")).isEqualTo(5.16);
    assertThat(end(trace, "two")).isEqualTo(10.01);
    assertThat(PathAnalysis.of(trace, PathSettings.DEFAULT).paths().get(0).sections())
        .extracting(section -> trace.span(section.node()).name())
        .containsExactly("web", "sql.rows", "two", "web", "sql.rows", "driver", "one", "web");
  }

  @Test
  void ofQueriesAtOnceTheOneThatEndsEndsThere() {
    Trace trace =
        trace("web 0-20", "  one 0.1-5.02" + QUERY, "  two 4-5.5" + QUERY, "  sql.rows 5-12");

    assertThat(end(trace, "one")).isEqualTo(5);
    assertThat(end(trace, "two")).isEqualTo(5.5);
  }

  @Test
  void whatGoesOnWhileRowsAreReadIsSomethingElse() {
    assertThat(end(trace("web 0-20", "  one 0.1-8" + QUERY, "  sql.rows 5-12"), "one"))
        .isEqualTo(8);
    assertThat(end(trace("web 0-20", "  one 0.1-5.5" + QUERY, "  sql.rows 5-5.4"), "one"))
        .isEqualTo(5.5);
    assertThat(end(trace("web 0-20", "  one 0.1-5.1" + QUERY, "  other 5-5.4"), "one"))
        .isEqualTo(5.1);
    assertThat(end(trace("web 0-20", "  one 0.1-5.1" + QUERY, "  sql.rows 5-5.4 @db"), "one"))
        .isEqualTo(5.1);
  }

  @Test
  void ofQueriesThatEndThereTheFirstToEndEndsThere() {
    Trace trace =
        trace("web 0-20", "  one 0.1-5.03" + QUERY, "  two 0.2-5.02" + QUERY, "  sql.rows 5-12");
    assertThat(end(trace, "one")).isEqualTo(5.03);
    assertThat(end(trace, "two")).isEqualTo(5);
  }

  @Test
  void rowsMayBeReadAtOnce() {
    assertThat(end(trace("web 0-20", "  one 0.1-5.1" + QUERY, "  sql.rows 5-5.1"), "one"))
        .isEqualTo(5);
  }

  @Test
  void otherSpansThanRowsCutNothing() {
    Trace trace =
        trace(
            "web 0-20",
            "  one 0.1-5.1" + QUERY,
            "  other 5-5.4",
            "  two 6-7.1" + QUERY,
            "  sql.rows 7-7.2");
    assertThat(end(trace, "one")).isEqualTo(5.1);
    assertThat(end(trace, "two")).isEqualTo(7);
  }

  @Test
  void aSpanOfAnotherLibraryIsNoQueryOfTheRows() {
    List<Span> spans = new ArrayList<>();
    for (Span span : spans("web 0-20", "  one 0.1-5.1" + QUERY, "  sql.rows 5-12")) {
      spans.add(
          Span.builder(span.traceId(), span.spanId())
              .parent(span.parentSpanId())
              .name(span.name())
              .times(span.startNanos(), span.endNanos())
              .resource(span.resource())
              .scope(new Scope(span.name().equals("one") ? "orm" : "sql", "1", Attributes.EMPTY))
              .build());
    }
    assertThat(end(assemble(spans), "one")).isEqualTo(5.1);
  }
}
