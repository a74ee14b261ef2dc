package io.longpole.query.report;

import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.AnalyzedTrace;
import io.longpole.proto.query.v1.EndpointSummary;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.OperationTime;
import io.longpole.proto.query.v1.Window;
import io.longpole.query.report.ReportedFindings.Reported;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bottleneck report for a terminal: what was looked at, what is wrong and what to do (worst
 * first), where the time of each endpoint goes, the slowest traces, the next command.
 */
public final class AnalysisText {

  /** Where the analysis comes from, which decides the commands that are named as the next step. */
  public enum Origin {
    SERVER,
    FILES
  }

  private static final int FINDINGS = 10;

  /** So many findings may be looked through for those that are shown with their log lines. */
  public static final int MOST_WITH_LOGS = 3 * FINDINGS;

  private static final int ENDPOINTS = 5;
  private static final int TRACES = 5;
  private static final int OPERATIONS = 4;

  private final Analysis analysis;
  private final Page page;
  private final Origin origin;
  private final List<Reported> reported;
  private final StringBuilder out = new StringBuilder();

  private AnalysisText(Analysis analysis, Page page, Origin origin) {
    this.analysis = analysis;
    this.reported = ReportedFindings.of(analysis.getFindingsList());
    this.page = page;
    this.origin = origin;
  }

  /** The report as lines, each ended by a line feed. */
  public static String of(Analysis analysis, Page page, Origin origin) {
    AnalysisText text = new AnalysisText(analysis, page, origin);
    text.head();
    text.findings();
    text.endpoints();
    text.traces();
    text.next();
    return text.out.toString();
  }

  private void head() {
    out.append(page.heading("BOTTLENECK REPORT", window(analysis.getWindow()))).append('\n');
    CoverageText.append(analysis.getCoverage(), page, out);
    String inShort = inShort();
    if (!inShort.isEmpty()) {
      out.append('\n');
      page.paragraph(out, "In short", 10, inShort);
    }
  }

  /** What is slow, who has the time, what helps most: from the first finding and its endpoint. */
  private String inShort() {
    if (reported.isEmpty()) {
      return "";
    }
    Finding first = reported.get(0).finding();
    StringBuilder text = new StringBuilder();
    for (EndpointSummary endpoint : analysis.getEndpointsList()) {
      String name = CriticalTime.endpoint(endpoint.getService(), endpoint.getOperation());
      if (name.equals(TerminalText.safe(first.getEndpoint()))) {
        List<OperationTime> times = endpoint.getCriticalTimeList();
        text.append(name).append(" takes ").append(Human.duration(endpoint.getP95Nanos()));
        text.append(" (p95)");
        String most = CriticalTime.shares(times, CriticalTime.sum(times), 1);
        text.append(most.isEmpty() ? "" : "; of its critical path " + most).append(". ");
        break;
      }
    }
    boolean helps = first.getImpact().getOnCriticalPath() && first.getImpact().getHighNanos() > 0;
    return helps
        ? text.append("Strongest lever: ")
            .append(TerminalText.safe(first.getDetector()))
            .append(", ")
            .append(FindingText.impact(first))
            .append('.')
            .toString()
        : text.append("No fix is predicted to save time.").toString();
  }

  /** "FROM to TO UTC"; empty for an open window. */
  static String window(Window window) {
    long from = window.getFromUnixNanos();
    long to = window.getToUnixNanos();
    if (from == 0) {
      return to == 0 ? "" : "until " + Human.time(to) + " UTC";
    }
    return to == 0
        ? "since " + Human.time(from) + " UTC"
        : Human.time(from) + " to " + Human.time(to) + " UTC";
  }

  private void findings() {
    out.append('\n');
    if (reported.isEmpty()) {
      page.paragraph(out, "", 0, CoverageText.noFindings(analysis.getCoverage()));
      return;
    }
    out.append(page.heading("FINDINGS", severities(reported) + "; most time to win first"));
    out.append('\n');
    FindingText text = new FindingText(page);
    int shown = Math.min(FINDINGS, reported.size());
    for (int i = 0; i < shown; i++) {
      Finding finding = reported.get(i).finding();
      out.append('\n');
      text.append(finding, String.valueOf(i + 1), out);
      text.shortEvidence(finding, out);
      text.row(out, "Includes", reported.get(i).partsText());
      if (origin == Origin.SERVER) {
        text.row(out, "More", "longpole finding " + FindingText.shortFingerprint(finding));
      } else {
        text.row(out, "Finding", finding.getFingerprint());
      }
    }
    if (shown < reported.size()) {
      out.append('\n')
          .append(Human.count(reported.size() - shown, "more finding"))
          .append(" of less weight: ")
          .append(origin == Origin.SERVER ? "longpole findings" : "see --format json")
          .append('\n');
    }
  }

  /** "1 critical, 2 warning", most severe first. */
  static String severities(List<Reported> findings) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Reported each : findings) {
      counts.merge(each.finding().getSeverity(), 1, Integer::sum);
    }
    List<String> parts = new ArrayList<>();
    for (String severity : new String[] {"critical", "warning", "info"}) {
      Integer count = counts.remove(severity);
      if (count != null) {
        parts.add(count + " " + severity);
      }
    }
    counts.forEach((severity, count) -> parts.add(count + " " + TerminalText.safe(severity)));
    return String.join(", ", parts);
  }

  private void endpoints() {
    List<EndpointSummary> endpoints = analysis.getEndpointsList();
    if (endpoints.isEmpty()) {
      return;
    }
    out.append('\n');
    out.append(page.heading("WHERE THE TIME GOES", "by endpoint, on the critical path"));
    out.append('\n');
    for (EndpointSummary endpoint : endpoints.subList(0, Math.min(ENDPOINTS, endpoints.size()))) {
      endpoint(endpoint);
    }
    if (endpoints.size() > ENDPOINTS) {
      out.append("  … ")
          .append(Human.count(endpoints.size() - ENDPOINTS, "more endpoint"))
          .append(origin == Origin.SERVER ? ": longpole services" : "")
          .append('\n');
    }
  }

  private void endpoint(EndpointSummary endpoint) {
    String name = CriticalTime.endpoint(endpoint.getService(), endpoint.getOperation());
    String errors =
        endpoint.getTracesWithErrors() == 0
            ? ""
            : ", " + Human.count(endpoint.getTracesWithErrors()) + " with errors";
    String numbers =
        Human.count(endpoint.getTraces(), "trace")
            + errors
            + ", p50 "
            + Human.duration(endpoint.getP50Nanos())
            + ", p95 "
            + Human.duration(endpoint.getP95Nanos())
            + ", max "
            + Human.duration(endpoint.getMaxNanos());
    out.append("  ")
        .append(page.paint(Style.STRONG, TerminalText.clip(name, page.width() - 2)))
        .append('\n');
    page.paragraph(out, "", 4, numbers);
    long total = CriticalTime.sum(endpoint.getCriticalTimeList());
    String line = CriticalTime.shares(endpoint.getCriticalTimeList(), total, OPERATIONS);
    if (!line.isEmpty()) {
      page.paragraph(out, "", 4, line);
    }
  }

  private void traces() {
    List<AnalyzedTrace> traces = analysis.getTracesList();
    if (traces.isEmpty()) {
      return;
    }
    out.append('\n').append(page.heading("SLOWEST TRACES", "")).append('\n');
    for (AnalyzedTrace trace : traces.subList(0, Math.min(TRACES, traces.size()))) {
      trace(trace);
    }
  }

  private void trace(AnalyzedTrace trace) {
    String id = TerminalText.clip(TerminalText.safe(trace.getTraceId()), 32);
    int room = page.width() - 14 - id.length();
    String name =
        TerminalText.clip(CriticalTime.endpoint(trace.getService(), trace.getOperation()), room);
    out.append(TerminalText.padLeft(Human.duration(trace.getDurationNanos()), 10))
        .append("  ")
        .append(page.paint(Style.STRONG, name))
        .append(" ".repeat(Math.max(0, room - TerminalText.width(name)) + 2))
        .append(page.paint(Style.FAINT, id))
        .append('\n');
    List<String> parts = new ArrayList<>();
    parts.add(Human.time(trace.getStartNanos()) + " UTC");
    parts.add(Human.count(trace.getSpanCount(), "span"));
    if (trace.getErrorCount() > 0) {
      parts.add(Human.count(trace.getErrorCount(), "error"));
    }
    if (trace.getLogCount() > 0) {
      parts.add(Human.count(trace.getLogCount(), "log line"));
    }
    trace.getFlagsList().forEach(flag -> parts.add(TerminalText.safe(flag)));
    page.paragraph(out, "", 12, String.join(", ", parts));
    String line =
        CriticalTime.line(trace.getCriticalTimeList(), trace.getDurationNanos(), OPERATIONS);
    if (!line.isEmpty()) {
      page.paragraph(out, "", 12, line);
    }
  }

  private void next() {
    if (analysis.getTracesCount() == 0) {
      return;
    }
    String id = TerminalText.safe(analysis.getTraces(0).getTraceId());
    String command =
        switch (origin) {
          case SERVER -> "longpole trace " + id + " --logs";
          case FILES -> "longpole analyze FILE… --format json has every trace and span id";
        };
    out.append('\n').append(page.heading("Next", command)).append('\n');
  }
}
