package io.longpole.analyzer.path;

import static io.longpole.analyzer.TraceFixture.ms;
import static io.longpole.analyzer.TraceFixture.node;
import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShadowsTest {

  private static long withHalf(Trace trace, String name) {
    return Sweep.of(trace, PathAnalysis.of(trace, PathSettings.DEFAULT))
        .predict(new Change.Scale(List.of(node(trace, name)), 0.5, false));
  }

  private static Trace gateway(String... children) {
    List<String> lines = new ArrayList<>(List.of("root 0-100 server"));
    for (String child : children) {
      lines.add("  " + child);
    }
    return trace(lines.toArray(String[]::new));
  }

  @Test
  void aHandlerEndsWithTheCallThatItHasSent() {
    Trace trace = gateway("handle 1-99 internal", "POST 2-99.5 client");
    assertThat(withHalf(trace, "POST")).isEqualTo(ms(100 - 97.5 / 2));
  }

  @Test
  void aHandlerThatEndsAfterItsCallHasNoShareInIt() {
    Trace trace = gateway("handle 1-99.5 internal", "POST 2-99 client", "log 99.6-99.8 internal");
    assertThat(withHalf(trace, "POST")).isEqualTo(ms(100 - 97.0 / 2));
  }

  @Test
  void whatComesAfterTheHandlerMovesWithIt() {
    Trace trace = gateway("handle 1-59 internal", "POST 2-59.5 client", "render 70-90 internal");
    assertThat(withHalf(trace, "POST")).isEqualTo(ms(100 - 57.5 / 2));
  }

  @Test
  void aHandlerThatIsFasterItselfChangesNothing() {
    Trace trace = gateway("handle 1-99 internal", "POST 2-99.5 client");
    assertThat(withHalf(trace, "handle")).isEqualTo(ms(100));
  }

  @Test
  void nothingChangesIfNothingIsChanged() {
    Trace trace = gateway("handle 1-99 internal", "POST 2-98.5 client", "other 3-50 client");
    assertThat(
            Sweep.of(trace, PathAnalysis.of(trace, PathSettings.DEFAULT))
                .predict(new Change.Scale(List.of(node(trace, "POST")), 1, false)))
        .isEqualTo(ms(100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "handle 1-99 server",
        "handle 1-99 client",
        "handle 3-99 internal",
        "handle 1-97 internal",
        "handle 1-99 internal @other"
      })
  void aBranchBesideACallIsNoShadow(String handler) {
    Trace trace = gateway(handler, "POST 2-99.5 client");
    assertThat(withHalf(trace, "POST")).isGreaterThan(ms(95));
  }

  @Test
  void aCallThatCoversLessThanNineTenthsIsNotAllThatTheHandlerDoes() {
    assertThat(withHalf(gateway("handle 1-99 internal", "POST 11-99 client"), "POST"))
        .isEqualTo(ms(100));
    assertThat(withHalf(gateway("handle 1-99 internal", "POST 10.7-99 client"), "POST"))
        .isEqualTo(ms(100 - 88.3 / 2));
  }

  @Test
  void aHandlerWithSpansBelowItWorks() {
    Trace trace =
        trace(
            "root 0-100 server",
            "  handle 1-99 internal",
            "    parse 5-80 internal",
            "  POST 2-99.5 client");
    assertThat(withHalf(trace, "POST")).isEqualTo(ms(99.5));
  }

  @Test
  void itIsWhatLookingAtAllPairsSays() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      int children = 2 + random.nextInt(6);
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < children; i++) {
        int start = random.nextInt(12);
        String kind = random.nextBoolean() ? "internal" : "client";
        lines.add("c%d %d-%d %s".formatted(i, start, 90 + random.nextInt(10), kind));
      }
      Trace trace = gateway(lines.toArray(String[]::new));
      Blocking blocking = PathAnalysis.of(trace, PathSettings.DEFAULT).blocking();
      Shadows shadows = new Shadows(trace, blocking);
      int first = trace.firstChild(0);
      int last = first + blocking.count(0);
      for (int at = first; at < last; at++) {
        int child = blocking.childrenByEnd[at];
        List<Integer> calls = new ArrayList<>();
        for (int call = first; call < last; call++) {
          if (waitsFor(trace, child, call)) {
            calls.add(call);
          }
        }
        int call = shadows.callOf(at, first, last);
        assertThat(call == Shadows.NONE ? calls.isEmpty() : calls.contains(call))
            .as("seed %d, %s", seed, lines)
            .isTrue();
      }
    }
  }

  private static boolean waitsFor(Trace trace, int child, int call) {
    double covered = Math.min(trace.endNanos(child), trace.endNanos(call)) - trace.startNanos(call);
    return trace.span(child).kind() == SpanKind.INTERNAL
        && trace.span(call).kind() == SpanKind.CLIENT
        && trace.startNanos(child) <= trace.startNanos(call)
        && Math.abs(trace.endNanos(child) - trace.endNanos(call)) <= ms(1)
        && covered >= 0.9 * trace.durationNanos(child);
  }
}
