package io.longpole.analyzer.assembly;

import static io.longpole.analyzer.TraceFixture.EPOCH_NANOS;
import static io.longpole.analyzer.TraceFixture.ms;
import static io.longpole.analyzer.TraceFixture.node;
import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans of connections that last until they are given back. */
class HeldConnectionsTest {

  private static final String POOL = " client jdbc.datasource.pool=small";

  private static long endMs(Trace trace, String name) {
    return (trace.endNanos(node(trace, name)) - EPOCH_NANOS) / ms(1);
  }

  private static String parent(Trace trace, String name) {
    int parent = trace.parent(node(trace, name));
    return parent < 0 ? "" : trace.span(parent).name();
  }

  @Test
  void theSpanEndsWhenTheConnectionIsThereAndItsUserDoesTheRest() {
    Trace trace =
        trace(
            "GET / 0-90 server",
            "  connection 10-80" + POOL + " event=acquired:30",
            "    query 40-50" + POOL,
            "    result-set 51-60" + POOL);
    assertThat(endMs(trace, "connection")).isEqualTo(30);
    assertThat(parent(trace, "connection")).isEqualTo("GET /");
    assertThat(parent(trace, "query")).isEqualTo("GET /");
    assertThat(parent(trace, "result-set")).isEqualTo("GET /");
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "pool", "driver"})
  void whateverTheDataSourceSaysOfItself(String said) {
    Trace trace =
        trace(
            "GET / 0-90 server",
            "  c 10-80 client event=acquired:30 jdbc.datasource." + said + "=a");
    assertThat(endMs(trace, "c")).isEqualTo(30);
  }

  @Test
  void aConnectionThatIsThereAtOnceHoldsNothing() {
    Trace trace =
        trace(
            "GET / 0-90 server",
            "  connection 10-80" + POOL + " event=acquired:10",
            "    query 10-50" + POOL);
    assertThat(endMs(trace, "connection")).isEqualTo(10);
    assertThat(parent(trace, "query")).isEqualTo("GET /");
  }

  @Test
  void whatOutlivesAnythingElseStaysBelowIt() {
    Trace trace =
        trace(
            "GET / 0-90 server",
            "  connection 10-80" + POOL + " event=acquired:30",
            "  send 81-82 producer",
            "    later 85-89");
    assertThat(parent(trace, "later")).isEqualTo("send");
  }

  @Test
  void whatOpensTheConnectionStaysBelowIt() {
    Trace trace =
        trace(
            "GET / 0-90 server",
            "  connection 10-80" + POOL + " event=acquired:30",
            "    connect 11-29" + POOL);
    assertThat(parent(trace, "connect")).isEqualTo("connection");
  }

  @Test
  void ofManyConnectionsWithinEachOtherEightAreLeftBehind() {
    List<String> lines = new ArrayList<>(List.of("GET / 0-90 server"));
    for (int i = 1; i <= 10; i++) {
      lines.add("  ".repeat(i) + "connection" + i + " 1-80" + POOL + " event=acquired:30");
    }
    lines.add("  ".repeat(11) + "query 40-50" + POOL);
    assertThat(parent(trace(lines.toArray(String[]::new)), "query")).isEqualTo("connection2");
  }

  @Test
  void connectionsWithinConnectionsAreAllReleased() {
    Trace trace =
        trace(
            "GET / 0-90 server",
            "  connection 10-80" + POOL + " event=acquired:12",
            "    connection 20-70" + POOL + " event=acquired:22",
            "      query 40-50" + POOL);
    assertThat(parent(trace, "query")).isEqualTo("GET /");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  connection 10-80 client event=acquired:30", // of something else
        "  connection 10-80 client jdbc.datasource.pool=small", // never there
        "  connection 10-80 client jdbc.datasource.pool=small event=closed:30",
        "  connection 10-80 client jdbc.datasource.pool=small event=acquired:5", // a wrong clock
        "  connection 10-80 client jdbc.datasource.pool=small event=acquired:80",
        "  connection 10-80 client jdbc.datasource.pool=small event=acquired:85",
      })
  void othersStayAsTheyAre(String connection) {
    Trace trace = trace("GET / 0-90 server", connection, "    query 40-50" + POOL);
    assertThat(endMs(trace, "connection")).isEqualTo(80);
    assertThat(parent(trace, "query")).isEqualTo("connection");
  }

  @Test
  void spansMayComeInAnyOrder() {
    List<Span> spans =
        new ArrayList<>(
            TraceFixture.spans(
                "GET / 0-90 server",
                "  connection 10-80" + POOL + " event=acquired:30",
                "    query 40-50" + POOL));
    for (int first = 0; first < 3; first++) {
      Collections.rotate(spans, 1);
      Trace trace = TraceFixture.assemble(spans);
      assertThat(endMs(trace, "connection")).isEqualTo(30);
      assertThat(parent(trace, "query")).isEqualTo("GET /");
    }
  }

  @Test
  void aConnectionThatIsGivenBackAtOnceIsAsItWas() {
    Trace trace =
        trace(
            "GET / 0-90 server",
            "  connection 10-80" + POOL + " event=acquired:80",
            "    close 80-85" + POOL);
    assertThat(parent(trace, "close")).isEqualTo("connection");
  }

  @Test
  void aConnectionThatNobodyAskedForHoldsItsQueries() {
    Trace trace = trace("connection 0-80" + POOL + " event=acquired:30", "  query 40-50" + POOL);
    assertThat(endMs(trace, "connection")).isEqualTo(80);
    assertThat(parent(trace, "query")).isEqualTo("connection");
  }
}
