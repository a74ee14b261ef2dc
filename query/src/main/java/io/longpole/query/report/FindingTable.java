package io.longpole.query.report;

import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.Impact;
import io.longpole.proto.query.v1.ListFindingsResponse;
import io.longpole.query.report.Columns.Cell;

/** Findings for a terminal, a line each, most time to win first. */
public final class FindingTable {

  private FindingTable() {}

  public static String of(ListFindingsResponse answer, Page page) {
    StringBuilder out = new StringBuilder();
    CoverageText.append(answer.getCoverage(), page, out);
    out.append('\n');
    if (answer.getFindingsCount() == 0) {
      page.paragraph(out, "", 0, CoverageText.noFindings(answer.getCoverage()));
      return out.toString();
    }
    Columns table =
        new Columns(page)
            .left("SEVERITY", Columns.ALWAYS)
            .left("DETECTOR", Columns.ALWAYS)
            .flexible("WHERE", Columns.ALWAYS, 16)
            .left("STATE", 7)
            .right("SAVES", 6)
            .right("TRACES", 5)
            .left("LAST SEEN", 2)
            .left("FINDING", Columns.ALWAYS);
    for (Finding finding : answer.getFindingsList()) {
      Impact impact = finding.getImpact();
      String ago = page.ago(finding.getLastSeenUnixNanos());
      table.row(
          new Cell(finding.getSeverity(), Style.ofSeverity(finding.getSeverity())),
          finding.getDetector(),
          new Cell(finding.getService() + " " + finding.getOperation(), Style.STRONG),
          finding.hasSuppressed() ? new Cell("suppressed", Style.FAINT) : state(finding),
          impact.getHighNanos() == 0 ? "" : Human.duration(impact.getHighNanos()),
          Human.count(finding.getTraceCount()),
          ago.isEmpty() ? Human.time(finding.getLastSeenUnixNanos()) : ago,
          FindingText.shortFingerprint(finding));
    }
    table.appendTo(out);
    out.append(page.paint(Style.FAINT, "SAVES: at most, per trace, on its critical path"));
    out.append('\n').append('\n');
    String next = "longpole finding " + FindingText.shortFingerprint(answer.getFindings(0));
    return out.append(page.heading("Next", next)).append('\n').toString();
  }

  private static Cell state(Finding finding) {
    boolean notable = finding.getState().equals("new") || finding.getState().equals("regressed");
    return new Cell(finding.getState(), notable ? Style.STRONG : Style.PLAIN);
  }
}
