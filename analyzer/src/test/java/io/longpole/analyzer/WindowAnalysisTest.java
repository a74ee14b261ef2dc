package io.longpole.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowAnalysisTest {

  private static final long SEED = 8;

  @Test
  void tracesAreAssembledAndRankedBySlowness() {
    List<Span> spans = new ArrayList<>();
    spans.addAll(TraceFixture.spans(new TraceId(0, 3), "quick 0-10", "  a 1-2 error"));
    spans.addAll(TraceFixture.spans(new TraceId(0, 2), "slow 0-30"));
    spans.addAll(TraceFixture.spans(new TraceId(0, 1), "quick 0-10"));
    WindowAnalysis.Report report = analyse(spans, List.of());
    assertThat(report.traces())
        .extracting(analysis -> analysis.trace().id().low())
        .containsExactly(2L, 1L, 3L);
    assertThat(report.traces()).extracting(TraceAnalysis::errorCount).containsExactly(0, 0, 1);
    assertThat(report.findings()).isEmpty();
  }

  @Test
  void coverageCountsWhatWasReadAndWhatIsMissing() {
    List<Span> spans = new ArrayList<>(TraceFixture.spans(new TraceId(0, 1), "a 0-10", "  b 1-2"));
    spans.add(spans.get(1));
    spans.addAll(TraceFixture.spans(new TraceId(0, 2), "orphan 0-10 parent=99"));
    List<LogRecord> logs =
        List.of(log(new TraceId(0, 1), 1), log(new TraceId(0, 7), 1), log(TraceId.NONE, 0));
    Coverage coverage =
        WindowAnalysis.of(spans, logs, 4, List.of("a note"), Settings.DEFAULT).coverage();
    assertThat(coverage).isEqualTo(new Coverage(2, 4, 3, 1, 1, 1, 1, 0, 4, 2, coverage.notes()));
    assertThat(coverage.notes()).startsWith("a note");
  }

  @Test
  void hiddenArgumentsAreNoted() {
    List<String> notes =
        analyse(
                loop(new TraceId(0, 1), "db.query.text='SELECT * FROM book WHERE a = ?'"),
                List.of())
            .coverage()
            .notes();
    assertThat(notes).anyMatch(note -> note.startsWith("arguments hidden in 100 % of 1 loops"));
  }

  @Test
  void servicesThatTellNothingAreNoted() {
    List<String> lines = new ArrayList<>();
    lines.add("job 0-100 internal @batch");
    for (int i = 0; i < 20; i++) {
      lines.add("  step %d-%d internal".formatted(i, i + 1));
    }
    List<String> notes =
        analyse(TraceFixture.spans(lines.toArray(String[]::new)), List.of()).coverage().notes();
    assertThat(notes)
        .anyMatch(note -> note.startsWith("no SERVER or CONSUMER span from batch"))
        .anyMatch(note -> note.startsWith("neither status nor status code on any span of batch"))
        .anyMatch(note -> note.startsWith("no service.version from batch"))
        .noneMatch(note -> note.startsWith("no row counts"));
    lines.set(0, "job 0-100 server ok @batch");
    lines.add("  q 50-51 client db.system.name=mysql db.query.text='SELECT a FROM b'");
    assertThat(
            analyse(TraceFixture.spans(lines.toArray(String[]::new)), List.of()).coverage().notes())
        .hasSize(2)
        .anyMatch(note -> note.startsWith("no row counts on the database calls of batch"))
        .anyMatch(note -> note.startsWith("no service.version from batch"));
    for (String rows : List.of("db.response.returned_rows=1", "jdbc.row-count=1")) {
      List<String> telling = new ArrayList<>(lines);
      telling.add("  r 51-52 client db.system.name=mysql " + rows);
      assertThat(
              analyse(TraceFixture.spans(telling.toArray(String[]::new)), List.of())
                  .coverage()
                  .notes())
          .singleElement()
          .asString()
          .startsWith("no service.version from batch");
    }
  }

  @Test
  void tracesKeptForWhatHappenedAreNoted() {
    String[] lines = {"GET / 0-10 server @web meta.refinery.reason=rules/keep-errors"};
    assertThat(analyse(TraceFixture.spans(lines), List.of()).coverage().notes())
        .anyMatch(note -> note.startsWith("1 of 1 traces were kept at the tail"));
    String[] random = {"GET / 0-10 server @web meta.refinery.reason=deterministic/chance"};
    assertThat(analyse(TraceFixture.spans(random), List.of()).coverage().notes())
        .noneMatch(note -> note.contains("kept at the tail"));
  }

  @Test
  void sampledTracesAreNoted() {
    Span root = TraceFixture.spans("a 0-10").get(0);
    Span sampled =
        Span.builder(root.traceId(), 1)
            .kind(SpanKind.SERVER)
            .name("a")
            .traceState("ot=th:8")
            .build();
    assertThat(analyse(List.of(sampled), List.of()).coverage().notes())
        .containsExactly(
            "1 of 1 traces were sampled at the head: ratios hold, counts and rates are too low");
    Span whole =
        Span.builder(root.traceId(), 1)
            .kind(SpanKind.SERVER)
            .name("a")
            .traceState("ot=th:0")
            .build();
    assertThat(analyse(List.of(whole), List.of()).coverage().notes()).isEmpty();
  }

  @Test
  void theOrderOfSpansAndLogsDoesNotMatter() {
    List<Span> spans = new ArrayList<>();
    List<LogRecord> logs = new ArrayList<>();
    for (int trace = 1; trace <= 6; trace++) {
      TraceId id = new TraceId(trace, trace);
      spans.addAll(loop(id, "db.query.text='SELECT * FROM book WHERE a = ?'"));
      logs.add(log(id, 3));
      logs.add(log(id, 1));
    }
    WindowAnalysis.Report expected = analyse(spans, logs);
    assertThat(expected.findings()).hasSize(1);
    Finding finding = expected.findings().get(0);
    assertThat(finding.traceCount()).isEqualTo(6);
    assertThat(finding.evidence()).hasSize(5);
    // Span 3 is the second call of the loop, span 1 the request that makes the calls.
    assertThat(finding.evidence().get(0).logs())
        .extracting(LogRecord::spanId)
        .containsExactly(1L, 3L);
    Random random = new Random(SEED);
    for (int round = 0; round < 10; round++) {
      Collections.shuffle(spans, random);
      Collections.shuffle(logs, random);
      WindowAnalysis.Report again = analyse(spans, logs);
      assertThat(again.findings()).as("seed %d", SEED).isEqualTo(expected.findings());
      assertThat(again.coverage()).isEqualTo(expected.coverage());
      assertThat(again.traces())
          .extracting(analysis -> analysis.trace().id())
          .isEqualTo(expected.traces().stream().map(analysis -> analysis.trace().id()).toList());
    }
  }

  private static WindowAnalysis.Report analyse(List<Span> spans, List<LogRecord> logs) {
    return WindowAnalysis.of(spans, logs, 0, List.of(), Settings.DEFAULT);
  }

  private static List<Span> loop(TraceId id, String attributes) {
    List<String> lines = new ArrayList<>();
    lines.add("GET /authors 0-100 server ok @shop");
    for (int i = 0; i < 8; i++) {
      lines.add(
          "  SELECT book %d-%d client db.system.name=h2 %s"
              .formatted(10 * i, 10 * i + 9, attributes));
    }
    return TraceFixture.spans(id, lines.toArray(String[]::new));
  }

  private static LogRecord log(TraceId trace, long span) {
    return new LogRecord(
        TraceFixture.EPOCH_NANOS + span,
        9,
        "",
        "body " + trace + " " + span,
        "",
        Attributes.EMPTY,
        Resource.EMPTY,
        Scope.EMPTY,
        trace,
        span);
  }
}
