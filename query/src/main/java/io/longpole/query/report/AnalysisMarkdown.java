package io.longpole.query.report;

import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.AnalyzedTrace;
import io.longpole.proto.query.v1.Coverage;
import io.longpole.proto.query.v1.EndpointSummary;
import io.longpole.proto.query.v1.Evidence;
import io.longpole.proto.query.v1.EvidenceLog;
import io.longpole.proto.query.v1.Finding;
import io.longpole.query.report.ReportedFindings.Reported;
import java.util.List;

/** The bottleneck report as Markdown, for a ticket, a pull request or a chat. */
public final class AnalysisMarkdown {

  private static final int FINDINGS = 25;
  private static final int EVIDENCE = 3;
  private static final int ENDPOINTS = 15;
  private static final int TRACES = 10;
  private static final int OPERATIONS = 3;

  private final Analysis analysis;
  private final StringBuilder out = new StringBuilder();

  private AnalysisMarkdown(Analysis analysis) {
    this.analysis = analysis;
  }

  /** The report as lines, each ended by a line feed. The same text for the same analysis. */
  public static String of(Analysis analysis) {
    AnalysisMarkdown markdown = new AnalysisMarkdown(analysis);
    markdown.head();
    markdown.findings();
    markdown.endpoints();
    markdown.traces();
    return markdown.out.toString();
  }

  private void head() {
    line("# Bottleneck report");
    String window = AnalysisText.window(analysis.getWindow());
    if (!window.isEmpty()) {
      line("").line(window);
    }
    Coverage coverage = analysis.getCoverage();
    line("").line(CoverageText.facts(coverage));
    List<String> gaps = CoverageText.gaps(coverage);
    if (!gaps.isEmpty()) {
      line("");
      gaps.forEach(gap -> line("* **Gap:** " + MarkdownText.safe(gap)));
    }
    String repairs = CoverageText.repairs(coverage);
    if (!repairs.isEmpty()) {
      line("").line(repairs);
    }
  }

  private void findings() {
    List<Reported> findings = ReportedFindings.of(analysis.getFindingsList());
    line("").line("## Findings").line("");
    if (findings.isEmpty()) {
      line(CoverageText.noFindings(analysis.getCoverage()));
      return;
    }
    String severities = MarkdownText.safe(AnalysisText.severities(findings));
    line(severities + "; most time to win first.");
    int shown = Math.min(FINDINGS, findings.size());
    for (int i = 0; i < shown; i++) {
      finding(i + 1, findings.get(i));
    }
    if (shown < findings.size()) {
      line("");
      line(Human.count(findings.size() - shown, "more finding") + " of less weight.");
    }
  }

  private void finding(int number, Reported reported) {
    Finding finding = reported.finding();
    String place = finding.getService() + " " + finding.getOperation();
    line("");
    line(
        "### "
            + number
            + ". "
            + MarkdownText.safe(finding.getSeverity())
            + ": "
            + MarkdownText.safe(finding.getDetector())
            + " in "
            + MarkdownText.safe(place.strip()));
    line("").line(MarkdownText.safe(finding.getSummary())).line("");
    item("Endpoint", finding.getEndpoint());
    item("Impact", FindingText.impact(finding));
    item("Seen", new FindingText(Page.PLAIN).seen(finding));
    item("State", new FindingText(Page.PLAIN).state(finding));
    item("Versions", FindingText.versions(finding));
    if (finding.hasSuppressed()) {
      item("Accepted", SuppressionText.words(finding.getSuppressed()));
    }
    item("Fix", finding.getSuggestion());
    for (Evidence evidence :
        finding.getEvidenceList().subList(0, Math.min(EVIDENCE, finding.getEvidenceCount()))) {
      String spans = Human.count(evidence.getSpanIdsCount(), "span");
      item("Evidence", "trace " + evidence.getTraceId() + ", " + spans);
      for (EvidenceLog log : evidence.getLogsList()) {
        line(
            "  * "
                + Human.clock(log.getTimeNanos())
                + " "
                + MarkdownText.safe(log.getSeverity() + " " + log.getBody()));
      }
    }
    item("Includes", reported.partsText());
    item("Finding", finding.getFingerprint());
  }

  private void endpoints() {
    List<EndpointSummary> endpoints = analysis.getEndpointsList();
    if (endpoints.isEmpty()) {
      return;
    }
    line("").line("## Where the time goes").line("");
    line("| Endpoint | Traces | With errors | p50 | p95 | p99 | Max | On the critical path |");
    line("| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
    for (EndpointSummary endpoint : endpoints.subList(0, Math.min(ENDPOINTS, endpoints.size()))) {
      long total = CriticalTime.sum(endpoint.getCriticalTimeList());
      cells(
          endpoint.getService() + " " + endpoint.getOperation(),
          Human.count(endpoint.getTraces()),
          Human.count(endpoint.getTracesWithErrors()),
          Human.duration(endpoint.getP50Nanos()),
          Human.duration(endpoint.getP95Nanos()),
          Human.duration(endpoint.getP99Nanos()),
          Human.duration(endpoint.getMaxNanos()),
          CriticalTime.shares(endpoint.getCriticalTimeList(), total, OPERATIONS));
    }
  }

  private void traces() {
    List<AnalyzedTrace> traces = analysis.getTracesList();
    if (traces.isEmpty()) {
      return;
    }
    line("").line("## Slowest traces").line("");
    line("| Duration | Endpoint | Started (UTC) | Spans | Errors | Trace | On the critical path |");
    line("| ---: | --- | --- | ---: | ---: | --- | --- |");
    for (AnalyzedTrace trace : traces.subList(0, Math.min(TRACES, traces.size()))) {
      cells(
          Human.duration(trace.getDurationNanos()),
          trace.getService() + " " + trace.getOperation(),
          Human.time(trace.getStartNanos()),
          Human.count(trace.getSpanCount()),
          Human.count(trace.getErrorCount()),
          trace.getTraceId(),
          CriticalTime.line(trace.getCriticalTimeList(), trace.getDurationNanos(), OPERATIONS));
    }
  }

  private void cells(String... cells) {
    StringBuilder row = new StringBuilder("|");
    for (String cell : cells) {
      row.append(' ').append(MarkdownText.safe(cell)).append(" |");
    }
    line(row.toString());
  }

  private void item(String label, String text) {
    if (!text.isEmpty()) {
      line("* **" + label + ":** " + MarkdownText.safe(text));
    }
  }

  private AnalysisMarkdown line(String text) {
    out.append(text).append('\n');
    return this;
  }
}
