package io.longpole.analyzer.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** 100,000 spans, deep and wide, in random order, on a thread with a small stack. */
class LargeTracesTest {

  private static final int SPANS = 100_000;

  private static final long STACK_BYTES = 256 * 1024;

  /** The times of span i in microseconds. */
  private interface Times {
    long[] of(int i);
  }

  private static List<Span> spans(IntUnaryOperator parent, Times times) {
    List<Span> spans = new ArrayList<>(SPANS);
    for (int i = 0; i < SPANS; i++) {
      long[] startAndEnd = times.of(i);
      spans.add(
          Span.builder(TraceFixture.TRACE_ID, i + 1L)
              .parent(i == 0 ? 0 : parent.applyAsInt(i) + 1L)
              .name("op" + i % 3)
              .kind(SpanKind.INTERNAL)
              .times(startAndEnd[0] * 1_000 + 1, startAndEnd[1] * 1_000 + 1)
              .build());
    }
    Collections.shuffle(spans, new Random(SPANS));
    return spans;
  }

  /** What all of the analysis makes of a trace. */
  private record Outcome(int sections, long durationNanos, long slackOfLast, long halved) {}

  private static Outcome analyse(List<Span> spans) throws Exception {
    FutureTask<Outcome> task =
        new FutureTask<>(() -> {
          Trace trace = TraceFixture.assemble(spans);
          PathAnalysis path = PathAnalysis.of(trace, PathSettings.DEFAULT);
          CriticalPath main = path.paths().get(0);
          Change half = new Change.Scale(List.of(0), 0.5, true);
          return new Outcome(
              main.sections().size(),
              main.durationNanos(),
              path.slackNanos(trace.size() - 1),
              Sweep.of(trace, path).predict(half));
        });
    Thread thread = new Thread(null, task, "small stack", STACK_BYTES);
    thread.start();
    return task.get();
  }

  @Test
  void deepChain() throws Exception {
    List<Span> spans = spans(i -> i - 1, i -> new long[] {i, 4L * SPANS - i});

    assertThat(analyse(spans))
        .isEqualTo(new Outcome(2 * SPANS - 1, 4_000L * SPANS, 0, 2_000L * SPANS));
  }

  @Test
  void wideSeries() throws Exception {
    List<Span> spans =
        spans(
            i -> 0,
            i -> i == 0 ? new long[] {0, 10L * SPANS + 5} : new long[] {10L * i, 10L * i + 7});

    assertThat(analyse(spans))
        .isEqualTo(new Outcome(2 * SPANS - 1, 10_000L * SPANS + 5_000, 0, 5_000L * SPANS + 2_500));
  }

  @Test
  void wideOverlap() throws Exception {
    List<Span> spans =
        spans(
            i -> 0,
            i -> i == 0 ? new long[] {0, 10L * SPANS + 10} : new long[] {10L * i - 9, 10L * i + 2});

    assertThat(analyse(spans).sections()).isEqualTo(2 * (SPANS / 2) + 1);
  }

  @Test
  void cycleOfAllSpans() throws Exception {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < SPANS; i++) {
      spans.add(
          Span.builder(TraceFixture.TRACE_ID, i + 1L)
              .parent((i + SPANS - 1) % SPANS + 1L)
              .times(i, 2L * SPANS - i)
              .build());
    }
    Collections.shuffle(spans, new Random(SPANS));

    assertThat(analyse(spans).sections()).isEqualTo(2 * SPANS - 1);
  }

  @Test
  void allSpansWithOneId() throws Exception {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < SPANS; i++) {
      spans.add(Span.builder(TraceFixture.TRACE_ID, 7).parent(i % 2 * 7L).times(i, i + 5L).build());
    }

    assertThat(analyse(spans).durationNanos()).isEqualTo(5);
  }
}
