package io.longpole.analyzer.assembly;

import static io.longpole.analyzer.TraceFixture.assemble;
import static io.longpole.analyzer.TraceFixture.spans;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Spans of two instrumentations that show one query side by side. */
class DriverSpansTest {

  private static final String ASKS = " client db.system=postgresql db.statement='SELECT a FROM b'";

  /** A drawing in which the library of a span is the first word of its name. */
  private static List<Span> drawn(String... lines) {
    List<Span> result = new ArrayList<>();
    for (Span span : spans(lines)) {
      String library = span.name().split(" ", 2)[0];
      result.add(
          Span.builder(span.traceId(), span.spanId())
              .parent(span.parentSpanId())
              .name(span.name())
              .kind(span.kind())
              .times(span.startNanos(), span.endNanos())
              .attributes(span.attributes())
              .resource(span.resource())
              .scope(new Scope(library.equals("none") ? "" : library, "1", Attributes.EMPTY))
              .build());
    }
    return result;
  }

  /** The span that each span is below, as "child<parent", but for children of the root. */
  private static List<String> nested(List<Span> spans) {
    Trace trace = assemble(spans);
    List<String> pairs = new ArrayList<>();
    for (int node = 1; node < trace.size(); node++) {
      if (trace.parent(node) > 0) {
        pairs.add(trace.span(node).name() + "<" + trace.span(trace.parent(node)).name());
      }
    }
    Collections.sort(pairs);
    return pairs;
  }

  private static List<String> nested(String... lines) {
    return nested(drawn(lines));
  }

  @Test
  void theDriversSpanGoesBelowTheMappersOfTheSameStatement() {
    assertThat(
            nested(
                "web 0-100 server",
                "  mapper one 10-30" + ASKS,
                "  driver BEGIN 11-15 client db.system=postgresql db.statement=BEGIN",
                "  driver one 16-29" + ASKS,
                "  mapper two 40-60" + ASKS,
                "  driver two 41-60" + ASKS))
        .containsExactly("driver one<mapper one", "driver two<mapper two");
  }

  @Test
  void ofQueriesAtOnceEachTakesItsOwn() {
    assertThat(
            nested(
                "web 0-100 server",
                "  mapper one 10-50" + ASKS,
                "  mapper two 11-40" + ASKS,
                "  mapper three 12-60" + ASKS,
                "  driver one 13-49" + ASKS,
                "  driver two 14-39" + ASKS,
                "  driver three 15-59" + ASKS))
        .containsExactly(
            "driver one<mapper one", "driver three<mapper three", "driver two<mapper two");
  }

  @Test
  void ofQueriesAtOnceTheTightestHolds() {
    assertThat(
            nested(
                "web 0-100 server",
                "  mapper one 10-60" + ASKS,
                "  mapper two 11-40" + ASKS,
                "  driver two 13-39" + ASKS,
                "  driver one 14-59" + ASKS))
        .containsExactly("driver one<mapper one", "driver two<mapper two");
  }

  @Test
  void aMappersSpanTakesOne() {
    assertThat(
            nested(
                "web 0-100 server",
                "  mapper one 10-50" + ASKS,
                "  driver one 12-20" + ASKS,
                "  driver two 25-40" + ASKS))
        .containsExactly("driver one<mapper one");
  }

  /** As when the first waits for a connection while the others have theirs. */
  @Test
  void queriesThatAreOverHideNone() {
    List<String> lines = new ArrayList<>();
    lines.add("web 0-1000 server");
    lines.add("  mapper one 1-990" + ASKS);
    for (int i = 1; i <= 70; i++) {
      lines.add("  mapper quick 0-1".replace("0-1", 10 * i + "-" + (10 * i + 9)) + ASKS);
    }
    lines.add("  driver one 900-989" + ASKS);
    assertThat(nested(lines.toArray(String[]::new))).containsExactly("driver one<mapper one");
  }

  @Test
  void aStatementOfEitherNameCounts() {
    String asks = ASKS.replace("db.statement", "db.query.text");
    assertThat(nested("web 0-100 server", "  mapper one 10-50" + ASKS, "  driver one 12-40" + asks))
        .containsExactly("driver one<mapper one");
  }

  @Test
  void spansOfNoLibraryStayWhereTheyAre() {
    String other = "  driver other 60-70" + ASKS;
    assertThat(
            nested(
                "web 0-100 server", "  mapper one 10-30" + ASKS, "  none two 12-29" + ASKS, other))
        .isEmpty();
    assertThat(
            nested(
                "web 0-100 server",
                "  none one 10-30" + ASKS,
                "  driver two 12-29" + ASKS,
                "  mapper other 60-70" + ASKS))
        .isEmpty();
  }

  @Test
  void threeLayersLieInEachOther() {
    assertThat(
            nested(
                "web 0-100 server",
                "  mapper one 10-50" + ASKS,
                "  builder one 11-45" + ASKS,
                "  driver one 12-40" + ASKS))
        .containsExactly("builder one<mapper one", "driver one<builder one");
  }

  @Test
  void whatMayBeAnotherQueryStaysWhereItIs() {
    String mapper = "  mapper one 10-30" + ASKS;
    assertThat(nested("web 0-100 server", mapper, "  mapper two 12-29" + ASKS)).isEmpty();
    assertThat(nested("web 0-100 server", mapper, "  none two 12-29" + ASKS)).isEmpty();
    assertThat(nested("web 0-100 server", mapper, "  driver two 12-31" + ASKS)).isEmpty();
    assertThat(nested("web 0-100 server", mapper, "  driver two 31-40" + ASKS)).isEmpty();
    assertThat(nested("web 0-100 server", mapper, "  driver two 12-29" + ASKS.replace("b'", "c'")))
        .isEmpty();
    assertThat(nested("web 0-100 server", mapper, "  driver two 12-29" + ASKS + " @other"))
        .isEmpty();
    assertThat(nested("web 0-100 server", mapper, "  job 12-29", "    driver two 13-28" + ASKS))
        .containsExactly("driver two<job");
  }

  @Test
  void rootsStayRoots() {
    Trace trace = assemble(drawn("mapper one 10-30" + ASKS, "driver one 11-29" + ASKS));
    assertThat(trace.rootCount()).isEqualTo(2);
  }

  @Test
  void theSpanSaysStillWhichParentWasReported() {
    Trace trace =
        assemble(drawn("web 0-100", "  mapper one 10-30" + ASKS, "  driver one 11-29" + ASKS));
    assertThat(trace.parent(2)).isEqualTo(1);
    assertThat(trace.span(2).parentSpanId()).isEqualTo(trace.spanId(0)).isNotEqualTo(SpanId.NONE);
  }

  @Test
  void theOrderOfTheSpansChangesNothing() {
    List<Span> spans =
        new ArrayList<>(
            drawn(
                "web 0-100 server",
                "  mapper one 10-50" + ASKS,
                "  mapper two 10-50" + ASKS,
                "  driver one 10-50" + ASKS,
                "  driver two 13-49" + ASKS));
    List<String> expected = nested(spans);
    assertThat(expected).hasSize(2);
    for (long seed = 0; seed < 10; seed++) {
      Collections.shuffle(spans, new Random(seed));
      assertThat(nested(spans)).as("seed %d", seed).isEqualTo(expected);
    }
  }
}
