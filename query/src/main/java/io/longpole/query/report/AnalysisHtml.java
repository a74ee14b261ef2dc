package io.longpole.query.report;

import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.AnalyzedTrace;
import io.longpole.proto.query.v1.Coverage;
import io.longpole.proto.query.v1.EndpointSummary;
import io.longpole.proto.query.v1.Evidence;
import io.longpole.proto.query.v1.EvidenceLog;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.OperationTime;
import io.longpole.query.report.ReportedFindings.Reported;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * The bottleneck report as one page of HTML that loads nothing: to attach, to archive, to send.
 *
 * <p>Every text from telemetry goes through {@link HtmlText}; bars are drawn with attributes, so
 * that the page needs no inline style.
 */
public final class AnalysisHtml {

  private static final int FINDINGS = 25;
  private static final int EVIDENCE = 3;
  private static final int ENDPOINTS = 15;
  private static final int TRACES = 10;
  private static final int OPERATIONS = 5;
  private static final int BAR_WIDTH = 240;
  private static final Set<String> SEVERITIES = Set.of("critical", "warning", "info");

  private final Analysis analysis;
  private final StringBuilder out = new StringBuilder();

  private AnalysisHtml(Analysis analysis) {
    this.analysis = analysis;
  }

  /** The page in UTF-8. The same bytes for the same analysis. */
  public static byte[] of(Analysis analysis) {
    AnalysisHtml html = new AnalysisHtml(analysis);
    html.head();
    html.endpoints();
    html.findings();
    html.traces();
    html.line("</body>").line("</html>");
    return html.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void head() {
    line("<!doctype html>").line("<html lang=\"en\">").line("<head>");
    line("<meta charset=\"utf-8\">");
    line("<meta http-equiv=\"Content-Security-Policy\" content=\"" + HtmlStyle.POLICY + "\">");
    line("<meta name=\"viewport\" content=\"width=device-width\">");
    line("<title>Bottleneck report</title>");
    out.append("<style>").append(HtmlStyle.SHEET).append("</style>\n");
    line("</head>").line("<body>").line("<h1>Bottleneck report</h1>");
    paragraph("faint", AnalysisText.window(analysis.getWindow()));
    Coverage coverage = analysis.getCoverage();
    paragraph("", CoverageText.facts(coverage));
    CoverageText.gaps(coverage).forEach(gap -> paragraph("gap", "Gap: " + gap));
    paragraph("faint", CoverageText.repairs(coverage));
  }

  private void endpoints() {
    List<EndpointSummary> endpoints = first(analysis.getEndpointsList(), ENDPOINTS);
    if (endpoints.isEmpty()) {
      return;
    }
    line("<h2>Where the time goes</h2>");
    endpoints.forEach(this::endpoint);
    more(analysis.getEndpointsCount() - endpoints.size(), "more endpoint");
  }

  private void endpoint(EndpointSummary endpoint) {
    line("<h3>" + safe(endpoint.getService() + " " + endpoint.getOperation()) + "</h3>");
    String errors =
        endpoint.getTracesWithErrors() == 0
            ? ""
            : ", " + Human.count(endpoint.getTracesWithErrors()) + " with errors";
    paragraph(
        "faint",
        Human.count(endpoint.getTraces(), "trace")
            + errors
            + "; p50 "
            + Human.duration(endpoint.getP50Nanos())
            + ", p95 "
            + Human.duration(endpoint.getP95Nanos())
            + ", p99 "
            + Human.duration(endpoint.getP99Nanos())
            + ", max "
            + Human.duration(endpoint.getMaxNanos())
            + " (trace "
            + endpoint.getSlowestTraceId()
            + ")");
    List<OperationTime> times = endpoint.getCriticalTimeList();
    if (times.isEmpty()) {
      return;
    }
    long total = CriticalTime.sum(times);
    line("<table class=\"bars\">");
    for (OperationTime time : first(times, OPERATIONS)) {
      row(
          bar(time.getNanos(), total),
          "<td class=\"number\">" + safe(Human.share(time.getNanos(), total)) + "</td>",
          cell(time.getService() + " " + time.getOperation()));
    }
    line("</table>");
  }

  private static String bar(long part, long whole) {
    long width = whole <= 0 ? 0 : Math.round((double) BAR_WIDTH * part / whole);
    return "<td><svg width=\""
        + BAR_WIDTH
        + "\" height=\"12\" role=\"img\" aria-label=\""
        + safe(Human.share(part, whole))
        + "\"><rect width=\""
        + Math.clamp(width, 1, BAR_WIDTH)
        + "\" height=\"12\"/></svg></td>";
  }

  private void findings() {
    line("<h2>Findings</h2>");
    List<Reported> all = ReportedFindings.of(analysis.getFindingsList());
    if (all.isEmpty()) {
      paragraph("", CoverageText.noFindings(analysis.getCoverage()));
      return;
    }
    paragraph("faint", AnalysisText.severities(all) + "; most time to win first.");
    List<Reported> shown = first(all, FINDINGS);
    for (int i = 0; i < shown.size(); i++) {
      finding(i + 1, shown.get(i));
    }
    more(all.size() - shown.size(), "more finding");
  }

  private void finding(int number, Reported reported) {
    Finding finding = reported.finding();
    String severity = finding.getSeverity();
    String place = finding.getService() + " " + finding.getOperation();
    line(
        "<h3>"
            + number
            + ". <span class=\"severity "
            + (SEVERITIES.contains(severity) ? severity : "info")
            + "\">"
            + safe(severity)
            + "</span> "
            + safe(finding.getDetector() + " in " + place.strip())
            + "</h3>");
    paragraph("", finding.getSummary());
    line("<dl>");
    FindingText words = new FindingText(Page.PLAIN);
    item("Endpoint", safe(finding.getEndpoint()));
    item("Impact", safe(FindingText.impact(finding)));
    item("Seen", safe(words.seen(finding)));
    item("State", safe(words.state(finding)));
    item("Versions", safe(FindingText.versions(finding)));
    if (finding.hasSuppressed()) {
      item("Accepted", safe(SuppressionText.words(finding.getSuppressed())));
    }
    item("Fix", safe(finding.getSuggestion()));
    first(finding.getEvidenceList(), EVIDENCE).forEach(this::evidence);
    item("Includes", safe(reported.partsText()));
    item("Finding", "<code>" + safe(finding.getFingerprint()) + "</code>");
    line("</dl>");
  }

  private void evidence(Evidence evidence) {
    StringBuilder text = new StringBuilder("trace <code>");
    text.append(safe(evidence.getTraceId())).append("</code>, ");
    text.append(Human.count(evidence.getSpanIdsCount(), "span"));
    for (EvidenceLog log : evidence.getLogsList()) {
      String line = Human.clock(log.getTimeNanos()) + " " + log.getSeverity() + " " + log.getBody();
      text.append("<div class=\"log\">").append(safe(line)).append("</div>");
    }
    item("Evidence", text.toString());
  }

  private void traces() {
    List<AnalyzedTrace> traces = first(analysis.getTracesList(), TRACES);
    if (traces.isEmpty()) {
      return;
    }
    line("<h2>Slowest traces</h2>").line("<table>");
    line(
        "<tr><th class=\"number\">Duration</th><th>Endpoint</th><th>Started (UTC)</th>"
            + "<th>Spans, errors</th><th>Trace</th><th>On the critical path</th></tr>");
    for (AnalyzedTrace trace : traces) {
      row(
          "<td class=\"number\">" + safe(Human.duration(trace.getDurationNanos())) + "</td>",
          cell(trace.getService() + " " + trace.getOperation()),
          cell(Human.time(trace.getStartNanos())),
          cell(Human.count(trace.getSpanCount()) + ", " + Human.count(trace.getErrorCount())),
          "<td><code>" + safe(trace.getTraceId()) + "</code></td>",
          cell(CriticalTime.line(trace.getCriticalTimeList(), trace.getDurationNanos(), 3)));
    }
    line("</table>");
  }

  private static <T> List<T> first(List<T> all, int most) {
    return all.subList(0, Math.min(all.size(), most));
  }

  private void more(int count, String what) {
    if (count > 0) {
      paragraph("faint", Human.count(count, what) + " of less weight.");
    }
  }

  private void row(String... cells) {
    line("<tr>" + String.join("", cells) + "</tr>");
  }

  private static String cell(String text) {
    return "<td>" + safe(text) + "</td>";
  }

  /** An item of a list; its text is HTML already. */
  private void item(String label, String html) {
    if (!html.isEmpty()) {
      line("<dt>" + label + "</dt><dd>" + html + "</dd>");
    }
  }

  private void paragraph(String style, String text) {
    if (!text.isEmpty()) {
      line((style.isEmpty() ? "<p>" : "<p class=\"" + style + "\">") + safe(text) + "</p>");
    }
  }

  private static String safe(String text) {
    return HtmlText.safe(text.strip());
  }

  private AnalysisHtml line(String html) {
    out.append(html).append('\n');
    return this;
  }
}
