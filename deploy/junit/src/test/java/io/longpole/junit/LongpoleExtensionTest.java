package io.longpole.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.analyzer.finding.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.opentest4j.AssertionFailedError;

/** Also the example: a service with a loop of queries, and the same service without it. */
class LongpoleExtensionTest {

  private static final long START_MILLIS = 1_700_000_000_000L;

  @RegisterExtension static final LongpoleExtension LONGPOLE = new LongpoleExtension();

  private final Tracer tracer =
      SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(LONGPOLE.exporter()))
          .build()
          .get("example");

  @Test
  void aCleanEndpointPassesAllChecks() {
    serve("GET /authors", 1, 20);
    assertThat(
            LONGPOLE
                .endpoint("GET /authors")
                .hasNoLoopOfCalls()
                .hasNoRetries()
                .hasNoRetryAmplification()
                .hasNo("chatty")
                .hasAtMostQueries(1)
                .hasCriticalPathUnder(Duration.ofMillis(200))
                .hasNothingAtOrAbove(Severity.WARNING)
                .traceCount())
        .isEqualTo(1);
  }

  @Test
  void aLoopIsToldWithItsFix() {
    serve("GET /authors", 12, 10);
    EndpointCheck check = LONGPOLE.endpoint("GET /authors");
    assertThatThrownBy(check::hasNoLoopOfCalls)
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("GET /authors: n-plus-one")
        .hasMessageContaining("12 calls of `SELECT book`")
        .hasMessageContaining("fix: ")
        .hasMessageContaining("trace ");
    assertThatThrownBy(() -> check.hasAtMostQueries(3))
        .hasMessageContaining("12 queries, expected at most 3")
        .hasMessageContaining("12 × SELECT book");
    assertThatThrownBy(() -> check.hasCriticalPathUnder(Duration.ofMillis(100)))
        .hasMessageContaining("expected under 100.0 ms")
        .hasMessageContaining("SELECT book 120.0 ms");
    assertThatThrownBy(() -> check.hasNothingAtOrAbove(Severity.WARNING))
        .hasMessageContaining("n-plus-one");
    check.hasNoRetries().hasAtMostQueries(12);
  }

  @Test
  void spansOfTheTestBeforeAreForgotten() {
    assertThatThrownBy(() -> LONGPOLE.endpoint("GET /authors"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("no span was recorded");
    serve("GET /books", 1, 5);
    assertThatThrownBy(() -> LONGPOLE.endpoint("GET /authors"))
        .hasMessageContaining("recorded were: GET /books");
  }

  private void serve(String operation, int queries, int queryMillis) {
    Span server =
        tracer
            .spanBuilder(operation)
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(START_MILLIS, TimeUnit.MILLISECONDS)
            .startSpan();
    long now = START_MILLIS + 1;
    for (int i = 0; i < queries; i++) {
      Span query =
          tracer
              .spanBuilder("SELECT book")
              .setParent(Context.root().with(server))
              .setSpanKind(SpanKind.CLIENT)
              .setAttribute("db.system.name", "postgresql")
              .setAttribute("db.query.text", "SELECT * FROM book WHERE author_id = " + i)
              .setStartTimestamp(now, TimeUnit.MILLISECONDS)
              .startSpan();
      now += queryMillis;
      query.end(now, TimeUnit.MILLISECONDS);
      now += 1;
    }
    server.end(now, TimeUnit.MILLISECONDS);
  }
}
