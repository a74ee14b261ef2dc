package io.longpole.query.report;

import io.longpole.proto.query.v1.Coverage;
import java.util.ArrayList;
import java.util.List;

/**
 * Says in sentences how much was looked at, and what is missing from it.
 *
 * <p>What was not seen cannot be found: so every gap is said beside the findings, and an empty list
 * of findings over gaps is never called good news.
 */
final class CoverageText {

  private CoverageText() {}

  /** What was looked at, in one sentence. */
  static String facts(Coverage coverage) {
    StringBuilder out = new StringBuilder("Looked at ");
    out.append(Human.count(coverage.getTraces(), "trace")).append(", ");
    out.append(Human.count(coverage.getSpans(), "span")).append(", ");
    out.append(Human.count(coverage.getLogs(), "log line"));
    if (coverage.getLogs() > 0) {
      out.append(" (")
          .append(
              coverage.getLinkedLogs() == coverage.getLogs()
                  ? "all"
                  : Human.count(coverage.getLinkedLogs()))
          .append(" linked to a trace)");
    }
    return out.append('.').toString();
  }

  /** What is missing or was repaired, a sentence each; empty if nothing is. Safe to print. */
  static List<String> gaps(Coverage coverage) {
    List<String> gaps = new ArrayList<>();
    long traces = coverage.getTraces();
    long incomplete = coverage.getIncompleteTraces();
    if (incomplete > 0) {
      gaps.add(
          Human.count(incomplete, "trace is", "traces are")
              + " incomplete ("
              + Human.share(incomplete, traces)
              + "): spans are missing.");
    }
    long spans = coverage.getSpans();
    if (coverage.getRejectedSpans() > 0) {
      gaps.add(
          Human.count(coverage.getRejectedSpans(), "span was", "spans were")
              + " rejected as malformed and not analysed.");
    }
    if (coverage.getOrphanSpans() > 0) {
      gaps.add(
          Human.count(coverage.getOrphanSpans(), "span names", "spans name")
              + " a parent that never arrived ("
              + Human.share(coverage.getOrphanSpans(), spans)
              + ").");
    }
    for (String note : coverage.getNotesList()) {
      gaps.add(TerminalText.safe(note));
    }
    return gaps;
  }

  /** What was put right, in one sentence; empty if nothing was. */
  static String repairs(Coverage coverage) {
    List<String> parts = new ArrayList<>();
    if (coverage.getDuplicateSpans() > 0) {
      parts.add(
          Human.count(coverage.getDuplicateSpans(), "duplicate span was", "duplicate spans were")
              + " left out");
    }
    if (coverage.getSkewedSpans() > 0) {
      parts.add(
          Human.count(coverage.getSkewedSpans(), "span was", "spans were")
              + " moved to the root's clock");
    }
    return parts.isEmpty() ? "" : String.join("; ", parts) + ".";
  }

  /** What an empty list of findings means over this coverage. */
  static String noFindings(Coverage coverage) {
    if (coverage.getTraces() == 0) {
      return "Nothing was analysed: there are no traces here. That says nothing about health.";
    }
    return gaps(coverage).isEmpty()
        ? "No findings: no detector saw a problem in these traces."
        : "No findings in what arrived, but that is no all-clear: see the gaps named above.";
  }

  /** Adds the sentences to a page, gaps marked. */
  static void append(Coverage coverage, Page page, StringBuilder out) {
    page.paragraph(out, "", 0, facts(coverage));
    for (String gap : gaps(coverage)) {
      List<String> lines = TerminalText.wrap(gap, page.width() - 2);
      for (int i = 0; i < lines.size(); i++) {
        out.append(page.paint(Style.WARNING, i == 0 ? "! " : "  "));
        out.append(page.paint(Style.WARNING, lines.get(i))).append('\n');
      }
    }
    String repairs = repairs(coverage);
    if (!repairs.isEmpty()) {
      page.paragraph(out, "", 0, repairs);
    }
  }
}
