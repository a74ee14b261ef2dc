package io.longpole.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.proto.query.v1.SpanView;
import io.longpole.proto.query.v1.TraceSummary;
import io.longpole.proto.query.v1.TraceView;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTextTest {

  private static final Page PAGE = Page.PLAIN;

  @Test
  void likeSiblingsBecomeOneLineWithTheirNumberAndSum() {
    String text = TraceText.of(Samples.trace(), PAGE, 100);

    assertThat(lines(text, "├ SELECT shop.items ×12")).hasSize(1);
    assertThat(lines(text, "├ SELECT shop.items ×12").get(0)).contains("456 ms");
    assertThat(lines(text, "└ payment POST /pay")).hasSize(3);
  }

  @Test
  void alternatingSiblingsBecomeOneLineEach() {
    TraceView.Builder trace = root(1_000);
    for (int i = 0; i < 8; i++) {
      String name = i % 2 == 0 ? "SELECT a" : "SELECT b";
      trace.addSpans(Samples.span(10 + i, 1, "shop", name, 100 * i, 100 * i + 50));
    }

    String text = TraceText.of(trace.build(), PAGE, 100);

    assertThat(lines(text, "SELECT a ×4")).hasSize(1);
    assertThat(lines(text, "SELECT b ×4")).hasSize(1);
  }

  @Test
  void failedSpansAreNeverHiddenAmongLikeOnes() {
    TraceView.Builder trace = root(1_000);
    for (int i = 0; i < 20; i++) {
      SpanView.Builder span = Samples.span(10 + i, 1, "shop", "call", 10 * i, 10 * i + 5);
      trace.addSpans(i == 7 ? span.setError(true).setStatusMessage("broken pipe") : span);
    }

    String text = TraceText.of(trace.build(), PAGE, 100);

    assertThat(lines(text, "call ×19")).hasSize(1);
    assertThat(text).contains("! broken pipe");
  }

  @Test
  void belowLikeSpansWhatIsAlikeIsJoinedToo() {
    TraceView.Builder trace = root(1_000);
    for (int i = 0; i < 5; i++) {
      trace.addSpans(Samples.span(10 + i, 1, "shop", "item", 100 * i, 100 * i + 50));
      trace.addSpans(Samples.span(50 + i, 10 + i, "db", "query", 100 * i, 100 * i + 40));
    }

    String text = TraceText.of(trace.build(), PAGE, 100);

    assertThat(lines(text, "item ×5")).hasSize(1);
    assertThat(lines(text, "db query ×5")).hasSize(1);
  }

  @Test
  void linesZeroShowsEverySpan() {
    String text = TraceText.of(Samples.trace(), PAGE, 0);

    assertThat(lines(text, "├ SELECT shop.items ")).hasSize(12);
    assertThat(text).doesNotContain("left out");
  }

  @Test
  void logLinesStandAmongTheSpansInOrderOfTime() {
    List<String> lines = TraceText.of(Samples.traceWithLogs(), PAGE, 100).lines().toList();
    int failed = indexOf(lines, "trying again in 30 ms");

    assertThat(lines.get(failed - 1)).contains("no connection in 90 ms (pool");
    assertThat(lines.get(failed + 1)).contains("├ POST ");
    assertThat(indexOf(lines, "cache refreshed")).isGreaterThan(indexOf(lines, "LOG LINES"));
  }

  @Test
  void aChainOfTenThousandSpansIsCutWithANote() {
    int depth = 10_000;
    TraceView.Builder trace = root(depth);
    for (int i = 2; i <= depth; i++) {
      trace.addSpans(Samples.span(i, i - 1, "shop", "step " + i, i, depth));
    }

    String text = TraceText.of(trace.build(), PAGE, 100);
    String whole = TraceText.of(trace.build(), PAGE, 0);

    Golden.fits(text, 80);
    Golden.fits(whole, 80);
    assertThat(text.lines().count()).isLessThan(130);
    assertThat(text).contains("9,900 more spans").contains("9,900 lines of less weight left out");
    assertThat(whole).contains("⋯9999 step 10000");
  }

  @Test
  void aFanOfTenThousandDifferentSpansKeepsThoseThatMatter() {
    TraceView.Builder trace = root(20_000);
    for (int i = 2; i <= 10_000; i++) {
      trace.addSpans(Samples.span(i, 1, "shop", "step " + i, i, i + 1));
    }
    trace.addSpans(
        Samples.span(10_001, 1, "shop", "the slow one", 0, 9_000).setCriticalNanos(9_000));
    trace.addSpans(Samples.span(10_002, 1, "shop", "the failed one", 0, 1).setError(true));

    String text = TraceText.of(trace.build(), PAGE, 50);

    assertThat(text).contains("the slow one").contains("the failed one").contains("more spans");
    assertThat(text.lines().count()).isLessThan(70);
  }

  @Test
  void aLostLevelIsMarkedWhereItIsMissing() {
    TraceView.Builder trace = root(1_000);
    for (int i = 2; i <= 60; i++) {
      trace.addSpans(Samples.span(i, i - 1, "shop", "step " + i, 0, 1_000 - i));
    }
    trace.addSpans(Samples.span(61, 60, "db", "culprit", 0, 900).setCriticalNanos(900));

    String text = TraceText.of(trace.build(), PAGE, 8);

    assertThat(lines(text, "⋯ db culprit")).hasSize(1);
  }

  @Test
  void spansWithoutTheirParentAndLogsWithoutTheirSpanAreShown() {
    TraceView trace =
        root(100)
            .addSpans(Samples.span(7, 99, "lost", "child of nobody", 10, 20))
            .addLogs(Samples.log(5, "INFO", "shop", "of a span that never came", 98))
            .build();

    String text = TraceText.of(trace, PAGE, 100);

    assertThat(text).contains("lost child of nobody").contains("of a span that never came");
  }

  @Test
  void barsShowWhenASpanRanAndWhenThePathWasInIt() {
    TraceView trace = root(100).build();
    SpanView late = Samples.span(2, 1, "shop", "late", 50, 100).build();
    SpanView instant = Samples.span(3, 1, "shop", "instant", 100, 100).build();
    Bars bars = new Bars(trace);

    assertThat(bars.of(trace.getSpansList(), 10)).isEqualTo("▒".repeat(10));
    assertThat(bars.of(List.of(late), 10)).isEqualTo("     ▒▒▒▒▒");
    assertThat(bars.of(List.of(instant), 10)).isEqualTo("         ▒");
    assertThat(new Bars(Samples.trace()).of(Samples.trace().getSpansList().subList(1, 2), 96))
        .isEqualTo(" ████");
  }

  private static TraceView.Builder root(int endMs) {
    return TraceView.newBuilder()
        .setSummary(TraceSummary.newBuilder().setTraceId(Samples.TRACE))
        .addSpans(Samples.span(1, 0, "shop", "root", 0, endMs));
  }

  private static List<String> lines(String text, String part) {
    return text.lines().filter(line -> line.contains(part)).toList();
  }

  private static int indexOf(List<String> lines, String part) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(part)) {
        return i;
      }
    }
    throw new AssertionError(part + " is not in\n" + String.join("\n", lines));
  }
}
