package io.longpole.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.proto.query.v1.Analysis;
import io.longpole.query.report.AnalysisText.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GoldenTextTest {

  /** Every text for people, by the name of its golden file. */
  private static final Map<String, Function<Page, String>> TEXTS = texts();

  private static Map<String, Function<Page, String>> texts() {
    Map<String, Function<Page, String>> texts = new TreeMap<>();
    texts.put("report", page -> AnalysisText.of(Samples.analysis(), page, Origin.SERVER));
    texts.put("analyze", page -> AnalysisText.of(Samples.analysis(), page, Origin.FILES));
    texts.put("trace", page -> TraceText.of(Samples.trace(), page, 100));
    texts.put("trace-logs", page -> TraceText.of(Samples.traceWithLogs(), page, 0));
    texts.put("traces", page -> TraceTable.of(Samples.traces(), page));
    texts.put("logs", page -> LogText.of(Samples.logs(), page, false));
    texts.put("services", page -> ServiceTable.of(Samples.services(), page));
    texts.put("flow", page -> FlowText.of(FlowSamples.flows(), page));
    texts.put("queues", page -> QueueTable.of(FlowSamples.queues(), page));
    texts.put("findings", page -> FindingTable.of(FindingSamples.findings(), page));
    texts.put("finding", page -> FindingText.of(FindingSamples.retry(), page));
    texts.put("suppressions", page -> SuppressionText.of(FindingSamples.suppressions(), page));
    texts.put("suppressed", page -> SuppressionText.suppressed(FindingSamples.suppression(), page));
    texts.put("evidence", page -> EvidenceText.of(PredictionSamples.evidence(), page));
    texts.put("what-if", page -> PredictionText.of(PredictionSamples.prediction(), "", page));
    texts.put("profile", page -> ProfileText.one(ProfileSamples.checkout(), page));
    texts.put("profile-versions", page -> ProfileText.one(ProfileSamples.byVersion(), page));
    texts.put("profiles", page -> ProfileText.list(ProfileSamples.endpoints(), page));
    texts.put("status", page -> StatusText.of(ServerSamples.status(), page));
    texts.put("dead-letters", page -> DeadLetterText.of(ServerSamples.deadLetters(), page));
    texts.put("dead-letter", page -> DeadLetterText.of(ServerSamples.deadLetter(), page));
    return texts;
  }

  @Test
  void textOf80ColumnsIsAsAgreed() {
    TEXTS.forEach((name, render) -> {
      String text = render.apply(Samples.page(80));

      Golden.check(name + ".txt", text);
      Golden.fits(text, 80);
      assertThat(text).endsWith("\n").doesNotContain("\u001b");
    });
  }

  @Test
  void everyTextFitsNarrowAndWideTerminals() {
    TEXTS.forEach((name, render) -> {
      for (int width : new int[] {72, 100, 160}) {
        Golden.fits(render.apply(Samples.page(width)), width);
      }
    });
  }

  @Test
  void coloursChangeNothingButTheColours() {
    TEXTS.forEach((name, render) -> {
      Page coloured = new Page(80, true, OptionalLong.of(Samples.NOW));
      String plain = render.apply(coloured).replaceAll("\u001b\\[\\d*m", "");

      assertThat(plain).as(name).isEqualTo(render.apply(Samples.page(80)));
    });
  }

  @Test
  void markdownIsAsAgreed() {
    Golden.check("report.md", AnalysisMarkdown.of(Samples.analysis()));
  }

  @Test
  void htmlIsAsAgreed() {
    Golden.check(
        "report.html", new String(AnalysisHtml.of(Samples.analysis()), StandardCharsets.UTF_8));
  }

  @Test
  void withoutClockNoTextDependsOnTheTime() {
    String text = AnalysisText.of(Samples.analysis(), Page.PLAIN, Origin.FILES);

    assertThat(text).doesNotContain(" ago");
  }

  @Test
  void noFindingsIsGoodNewsOnlyWhenNothingIsMissing() {
    Analysis healthy = Analysis.newBuilder().setCoverage(Samples.healthyCoverage()).build();
    Analysis gaps = Analysis.newBuilder().setCoverage(Samples.coverage()).build();

    assertThat(AnalysisText.of(healthy, Page.PLAIN, Origin.FILES))
        .contains("No findings: no detector saw a problem in these traces.");
    assertThat(AnalysisText.of(gaps, Page.PLAIN, Origin.FILES))
        .contains("! 38 traces are incomplete (2.9 %): spans are missing.")
        .contains("that is no all-clear");
    assertThat(AnalysisMarkdown.of(gaps)).contains("that is no all-clear");
    assertThat(AnalysisText.of(Analysis.getDefaultInstance(), Page.PLAIN, Origin.FILES))
        .contains("Nothing was analysed");
  }
}
