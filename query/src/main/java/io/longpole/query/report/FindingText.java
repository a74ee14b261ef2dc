package io.longpole.query.report;

import io.longpole.proto.query.v1.Evidence;
import io.longpole.proto.query.v1.EvidenceLog;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.Impact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One finding for a terminal: what, where, what it costs, since when, what to do, what proves it.
 */
public final class FindingText {

  /** Digits of a fingerprint that are shown where a command follows. */
  static final int SHORT_FINGERPRINT = 12;

  private static final int INDENT = 12;
  private static final int LOGS_PER_TRACE = 2;

  private final Page page;

  FindingText(Page page) {
    this.page = page;
  }

  /** A finding alone, with all its evidence. */
  public static String of(Finding finding, Page page) {
    StringBuilder out = new StringBuilder();
    FindingText text = new FindingText(page);
    text.append(finding, "", out);
    if (versions(finding).isEmpty()) {
      text.row(out, "Version", finding.getLastVersion());
    }
    text.evidence(finding, 5, 5, out);
    text.row(out, "Details", DetailsJson.readable(finding.getDetailsJson()));
    text.row(out, "Finding", finding.getFingerprint());
    if (finding.getEvidenceCount() > 0) {
      String traceId = TerminalText.safe(finding.getEvidence(0).getTraceId());
      out.append('\n').append(page.heading("Next", "longpole trace " + traceId + " --logs"));
      out.append('\n');
    }
    return out.toString();
  }

  /** The heading and the paragraphs that every view of a finding has. */
  void append(Finding finding, String number, StringBuilder out) {
    String severity = TerminalText.clip(TerminalText.safe(finding.getSeverity()), 10);
    String detector = TerminalText.clip(TerminalText.safe(finding.getDetector()), 24);
    String place = CriticalTime.endpoint(finding.getService(), finding.getOperation());
    String head = number.isEmpty() ? "" : number + "  ";
    int used = head.length() + TerminalText.width(severity) + TerminalText.width(detector) + 7;
    out.append(head)
        .append(page.paint(Style.ofSeverity(severity), severity.toUpperCase(Locale.ROOT)))
        .append("  ")
        .append(page.paint(Style.STRONG, detector))
        .append("  in ")
        .append(TerminalText.clip(place, page.width() - used))
        .append('\n');
    paragraph(out, finding.getSummary());
    if (!place.equals(TerminalText.safe(finding.getEndpoint()))) {
      row(out, "Endpoint", finding.getEndpoint());
    }
    row(out, "Impact", impact(finding));
    row(out, "Seen", seen(finding));
    row(out, "State", state(finding));
    row(out, "Versions", versions(finding));
    if (finding.hasSuppressed()) {
      row(out, "Accepted", SuppressionText.words(finding.getSuppressed()));
    }
    row(out, "Fix", finding.getSuggestion());
  }

  /**
   * "a fix takes 180 ms to 410 ms off each of 31 traces", which is the median. It is none if errors
   * or load are the harm, or if something else takes as long: that is not told apart here.
   */
  static String impact(Finding finding) {
    Impact impact = finding.getImpact();
    long traces = finding.getTraceCount();
    String count = traces == 1 ? "the one trace seen" : Human.count(traces) + " traces";
    if (!impact.getOnCriticalPath()) {
      return "no gain in time is predicted for " + (traces == 1 ? count : "any of " + count);
    }
    if (impact.getHighNanos() == 0) {
      return "a fix takes time off some of " + count + ", half of them at most";
    }
    return "a fix takes "
        + Human.range(impact.getLowNanos(), impact.getHighNanos())
        + " off "
        + (traces == 1 ? count : "each of " + count);
  }

  /**
   * "regressed since 2026-01-31 02:13:05 UTC (4 min ago)"; empty where it is not known. Not since
   * when if that is when it was first seen, which stands above.
   */
  String state(Finding finding) {
    long since = finding.getStateSinceUnixNanos();
    if (!finding.hasState() || since == 0 || since == finding.getFirstSeenUnixNanos()) {
      return finding.getState();
    }
    String ago = page.ago(since);
    return finding.getState()
        + " since "
        + Human.time(since)
        + " UTC"
        + (ago.isEmpty() ? "" : " (" + ago + ")");
  }

  /** "first seen in 1.2.0, back since 1.4.2, last seen in 1.5.0"; empty if it was but one. */
  static String versions(Finding finding) {
    String first = finding.getFirstVersion();
    String since = finding.getSinceVersion();
    String last = finding.getLastVersion();
    if (first.equals(since) && since.equals(last)) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    if (!first.isEmpty()) {
      parts.add("first seen in " + first);
    }
    if (!since.isEmpty() && !since.equals(first)) {
      parts.add("back since " + since);
    }
    if (!last.isEmpty() && !last.equals(since)) {
      parts.add("last seen in " + last);
    }
    return String.join(", ", parts);
  }

  /** "31 times since 2026-01-31 02:13:05 UTC (4 min ago), last 3 min ago". */
  String seen(Finding finding) {
    long first = finding.getFirstSeenUnixNanos();
    long last = finding.getLastSeenUnixNanos();
    String times = Human.count(finding.getOccurrences(), "time");
    if (first == 0) {
      return times;
    }
    String ago = page.ago(first);
    String when = Human.time(first) + " UTC" + (ago.isEmpty() ? "" : " (" + ago + ")");
    if (first == last) {
      return times + ", at " + when;
    }
    String lastAgo = page.ago(last);
    return times + " since " + when + ", last " + (lastAgo.isEmpty() ? Human.time(last) : lastAgo);
  }

  /** Traces, number of spans and log lines that prove the finding. */
  void evidence(Finding finding, int traces, int logs, StringBuilder out) {
    int shown = 0;
    for (Evidence evidence : finding.getEvidenceList()) {
      if (shown == traces) {
        break;
      }
      String spans = Human.count(evidence.getSpanIdsCount(), "span");
      row(out, shown == 0 ? "Evidence" : "", "trace " + evidence.getTraceId() + ", " + spans);
      List<EvidenceLog> lines = evidence.getLogsList();
      for (EvidenceLog log : lines.subList(0, Math.min(lines.size(), logs))) {
        log(log, out);
      }
      shown++;
    }
  }

  /** Evidence as the report shows it: one trace and its most severe log lines. */
  void shortEvidence(Finding finding, StringBuilder out) {
    evidence(finding, 1, LOGS_PER_TRACE, out);
  }

  private void log(EvidenceLog log, StringBuilder out) {
    String severity = TerminalText.safe(log.getSeverity());
    String line =
        Human.clock(log.getTimeNanos())
            + " "
            + (severity.isEmpty() ? "" : severity + " ")
            + TerminalText.safe(log.getBody());
    out.append(" ".repeat(INDENT + 2))
        .append(
            page.paint(
                Style.ofSeverity(severity), TerminalText.clip(line, page.width() - INDENT - 2)))
        .append('\n');
  }

  void row(StringBuilder out, String label, String text) {
    if (!text.isEmpty()) {
      page.paragraph(out, "  " + label, INDENT, TerminalText.safe(text));
    }
  }

  private void paragraph(StringBuilder out, String text) {
    if (!text.isEmpty()) {
      page.paragraph(out, "", 2, TerminalText.safe(text));
    }
  }

  static String shortFingerprint(Finding finding) {
    return shortened(finding.getFingerprint());
  }

  static String shortened(String fingerprint) {
    String whole = TerminalText.safe(fingerprint);
    return whole.substring(0, Math.min(SHORT_FINGERPRINT, whole.length()));
  }
}
