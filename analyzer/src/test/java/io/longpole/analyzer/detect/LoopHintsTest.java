package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What speaks for a loop whose arguments are hidden. */
class LoopHintsTest {

  private static final String BOOKS = " client db.system=mysql db.statement='SELECT b WHERE a = ?'";

  private static final String AUTHORS =
      " client db.system=mysql db.statement='SELECT * FROM author'";

  private static Object hints(String... before) {
    return Detected.draw("GET /authors 0-900 server @blog")
        .then(before)
        .repeat(6, i -> "  q %d-%d".formatted(100 + 20 * i, 110 + 20 * i) + BOOKS)
        .detected()
        .detail("n-plus-one", "hints");
  }

  @Test
  void aQueryThatEndedJustBefore() {
    assertThat(hints("  a 0-90" + AUTHORS)).isEqualTo(List.of("source-query"));
    assertThat(hints("  a 0-101" + AUTHORS)).isEqualTo(List.of("source-query"));
    assertThat(hints("  a 0-101.1" + AUTHORS)).isEqualTo(List.of());
    assertThat(hints()).isEqualTo(List.of());
  }

  @Test
  void connectionsAndOtherCallsBetweenAreLookedThrough() {
    assertThat(
            hints(
                "  a 0-80" + AUTHORS,
                "  BEGIN 85-86 client db.system=mysql db.statement=BEGIN",
                "  GET 87-90 client http.method=GET http.url=http://users/me"))
        .isEqualTo(List.of("source-query"));
    assertThat(hints("  GET 87-90 client http.method=GET http.url=http://users/me"))
        .isEqualTo(List.of());
  }

  @Test
  void theSameQueryInAnotherPlaceIsNotTheSource() {
    assertThat(hints("  load 0-50 internal", "    q 0-40" + BOOKS)).isEqualTo(List.of());
  }

  @Test
  void aQueryOfAnotherRequestIsNotTheSource() {
    Detected detected =
        Detected.draw("page 0-900 internal @blog", "  GET /a 0-95 server", "    a 0-90" + AUTHORS)
            .then("  GET /authors 98-900 server")
            .repeat(6, i -> "    q %d-%d".formatted(100 + 20 * i, 110 + 20 * i) + BOOKS)
            .detected();
    assertThat(detected.detail("n-plus-one", "hints")).isEqualTo(List.of());
  }

  @Test
  void sixteenCallsBack() {
    assertThat(hints(others(15))).isEqualTo(List.of("source-query"));
    assertThat(hints(others(16))).isEqualTo(List.of());
  }

  private static String[] others(int count) {
    List<String> lines = new ArrayList<>(List.of("  a 0-20" + AUTHORS));
    for (int i = 0; i < count; i++) {
      lines.add(
          "  GET %d-%d client http.method=GET http.url=http://users/u%s"
              .formatted(30 + i, 31 + i, "abcdefghijklmnop".charAt(i)));
    }
    return lines.toArray(String[]::new);
  }

  @Test
  void durationsThatDifferByHalfTheirMean() {
    assertThat(lasting(149, 51)).isEqualTo(List.of());
    assertThat(lasting(151, 49)).isEqualTo(List.of("duration-spread"));
  }

  /** Calls that in turn take so long; their mean is 100 ms. */
  private static Object lasting(int oneMs, int otherMs) {
    return Detected.draw("GET /authors 0-2000 server @blog")
        .repeat(
            6,
            i -> "  q %d-%d".formatted(200 * i, 200 * i + (i % 2 == 0 ? oneMs : otherMs)) + BOOKS)
        .detected()
        .detail("n-plus-one", "hints");
  }

  @Test
  void callsOfNoDurationAreAlike() {
    Detected detected =
        Detected.draw("GET /authors 0-900 server @blog")
            .repeat(6, i -> "  q %d-%d".formatted(20 * i, 20 * i) + BOOKS)
            .detected();
    assertThat(detected.detail("n-plus-one", "hints")).isEqualTo(List.of());
  }

  @Test
  void objectRelationalLayersBetweenTheCallsAndTheirAncestor() {
    assertThat(below("io.opentelemetry.hibernate-6.0", 1)).isEqualTo(List.of("orm-scope"));
    assertThat(below("@opentelemetry/instrumentation-mongoose", 1)).isEqualTo(List.of("orm-scope"));
    assertThat(below("opentelemetry.instrumentation.sqlalchemy", 2))
        .isEqualTo(List.of("orm-scope"));
    assertThat(below("io.opentelemetry.jdbc", 1)).isEqualTo(List.of());
    // The ancestor of the loop tells; what is above it does not.
    assertThat(below("io.opentelemetry.spring-data-1.8", 0)).isEqualTo(List.of("orm-scope"));
    assertThat(below("io.opentelemetry.spring-data-1.8", -1)).isEqualTo(List.of());
  }

  /** The hints of a loop where the spans at that level below the ancestor come from a scope. */
  private static Object below(String scope, int level) {
    List<String> lines = new ArrayList<>();
    lines.add("GET /authors 0-900 server @blog");
    lines.add("  list 0-890 internal");
    for (int i = 0; i < 6; i++) {
      lines.add("    find 1%d0-1%d9 internal".formatted(i, i));
      lines.add("      q 1%d1-1%d8".formatted(i, i) + BOOKS);
    }
    List<Span> spans = new ArrayList<>();
    for (Span span : TraceFixture.spans(lines.toArray(String[]::new))) {
      int at =
          switch (span.name()) {
            case "GET /authors" -> -1;
            case "list" -> 0;
            case "find" -> 1;
            default -> 2;
          };
      spans.add(at == level ? from(scope, span) : span);
    }
    return Detected.in(TraceFixture.assemble(spans)).detail("n-plus-one", "hints");
  }

  private static Span from(String scope, Span span) {
    return Span.builder(span.traceId(), span.spanId())
        .parent(span.parentSpanId())
        .name(span.name())
        .kind(span.kind())
        .times(span.startNanos(), span.endNanos())
        .attributes(span.attributes())
        .resource(span.resource())
        .scope(new Scope(scope, "", Attributes.EMPTY))
        .build();
  }

  @Test
  void theBeginningOfATransactionIsNotTheSource() {
    assertThat(hints("  BEGIN 85-86 client db.system=mysql db.statement=BEGIN"))
        .isEqualTo(List.of());
  }

  @Test
  void whatIsCalledTellsHowToCallItForManyRows() {
    assertThat(suggestion("db.system=mysql db.statement='SELECT b FROM c WHERE d = %d'"))
        .contains("join, IN list, the ORM's batch size or entity graph; bound the batch.");
    assertThat(suggestion("db.system=mysql db.statement='INSERT INTO c VALUES (%d)'"))
        .contains("multi-row statement or the driver's batch; bound the batch.");
    assertThat(suggestion("db.system=redis db.statement='GET user:%d'"))
        .contains("MGET, MSET or a pipeline; bound the batch.");
    assertThat(suggestion("http.method=GET http.url=http://stock/items/%d"))
        .contains("a bulk endpoint that takes all ids; bound the batch.");
  }

  private static String suggestion(String call) {
    return Detected.draw("GET /authors 0-900 server @blog")
        .repeat(6, i -> "  q %d-%d client ".formatted(20 * i, 20 * i + 9) + call.formatted(i))
        .detected()
        .only("n-plus-one")
        .suggestion();
  }
}
