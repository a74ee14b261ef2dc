package io.longpole.analyzer.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.RandomTraces;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What must hold for whatever is sent, on 20,000 random traces of the worst kind. */
class AssemblyPropertiesTest {

  private static final int TRACES = 20_000;

  private static String dump(Trace trace) {
    StringBuilder text = new StringBuilder();
    text.append(trace.flags()).append(trace.counts()).append(trace.clockOffsets());
    for (int node = 0; node < trace.size(); node++) {
      text.append('\n')
          .append(trace.spanId(node))
          .append(" below ")
          .append(trace.parent(node))
          .append(' ')
          .append(trace.startNanos(node))
          .append('-')
          .append(trace.endNanos(node))
          .append(' ')
          .append(trace.span(node));
    }
    return text.toString();
  }

  @Test
  void resultDependsOnTheSetOfSpansAlone() {
    for (int seed = 0; seed < TRACES; seed++) {
      Random random = new Random(seed);
      List<Span> spans = new ArrayList<>(RandomTraces.untidy(random));
      String expected = dump(TraceFixture.assemble(spans));
      Collections.shuffle(spans, random);

      assertThat(dump(TraceFixture.assemble(spans))).as("seed %s", seed).isEqualTo(expected);
    }
  }

  @Test
  void nodesFormAForestInOrder() {
    for (int seed = 0; seed < TRACES; seed++) {
      List<Span> spans = RandomTraces.untidy(new Random(seed));
      Trace trace = TraceFixture.assemble(spans);

      assertThat(trace.size() + trace.counts().duplicateSpans())
          .as("seed %s", seed)
          .isEqualTo(spans.size());
      Set<Long> ids = new HashSet<>();
      Set<Long> reported = new HashSet<>();
      int children = 0;
      for (int node = 0; node < trace.size(); node++) {
        assertThat(ids.add(trace.spanId(node))).as("seed %s", seed).isTrue();
        reported.add(trace.span(node).spanId());
        assertThat(trace.parent(node) < 0).isEqualTo(node < trace.rootCount());
        assertThat(trace.parent(node)).as("seed %s", seed).isLessThan(node);
        assertThat(trace.durationNanos(node)).as("seed %s", seed).isNotNegative();
        for (int i = 0; i < trace.childCount(node); i++) {
          int child = trace.firstChild(node) + i;
          assertThat(trace.parent(child)).as("seed %s", seed).isEqualTo(node);
          if (i > 0) {
            assertThat(trace.startNanos(child))
                .as("seed %s", seed)
                .isGreaterThanOrEqualTo(trace.startNanos(child - 1));
          }
        }
        children += trace.childCount(node);
      }
      assertThat(children + trace.rootCount()).as("seed %s", seed).isEqualTo(trace.size());
      assertThat(ids).as("seed %s: every reported id is still there", seed).containsAll(reported);
      for (int root = 1; root < trace.rootCount(); root++) {
        assertThat(trace.durationNanos(root))
            .as("seed %s", seed)
            .isLessThanOrEqualTo(trace.durationNanos(root - 1));
      }
    }
  }

  @Test
  void assemblingTheAssembledChangesNothing() {
    for (int seed = 0; seed < TRACES; seed++) {
      Trace trace = TraceFixture.assemble(RandomTraces.untidy(new Random(seed)));
      List<Span> kept = new ArrayList<>();
      for (int node = 0; node < trace.size(); node++) {
        kept.add(trace.span(node));
      }
      Trace again = TraceFixture.assemble(kept);

      assertThat(again.counts().duplicateSpans()).as("seed %s", seed).isZero();
      for (int node = 0; node < trace.size(); node++) {
        assertThat(again.spanId(node)).as("seed %s", seed).isEqualTo(trace.spanId(node));
      }
    }
  }
}
