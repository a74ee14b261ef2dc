package io.longpole.query.report;

import io.longpole.proto.query.v1.ListSuppressionsResponse;
import io.longpole.proto.query.v1.Suppression;
import io.longpole.query.report.Columns.Cell;

/** Suppressions of findings for a terminal: until when, and why. */
public final class SuppressionText {

  private SuppressionText() {}

  /** A line each, those that end first first. */
  public static String of(ListSuppressionsResponse answer, Page page) {
    if (answer.getSuppressionsCount() == 0) {
      return "Nothing is suppressed.\n";
    }
    Columns table =
        new Columns(page)
            .left("FINDING", Columns.ALWAYS)
            .left("UNTIL (UTC)", Columns.ALWAYS)
            .left("UP TO", 3)
            .flexible("REASON", Columns.ALWAYS, 14);
    for (Suppression each : answer.getSuppressionsList()) {
      table.row(
          FindingText.shortened(each.getFingerprint()),
          each.getExpired()
              ? new Cell("ended", Style.WARNING)
              : Cell.of(Human.time(each.getUntilUnixNanos())),
          each.getSeverity(),
          each.getReason());
    }
    StringBuilder out = new StringBuilder();
    table.appendTo(out);
    return out.toString();
  }

  /** What was suppressed just now. */
  public static String suppressed(Suppression suppression, Page page) {
    StringBuilder out = new StringBuilder();
    page.paragraph(
        out,
        "",
        0,
        "Suppressed "
            + TerminalText.safe(suppression.getFingerprint())
            + ", "
            + words(suppression)
            + ".");
    return out.toString();
  }

  /** What is shown again. */
  public static String removed(Suppression suppression, Page page) {
    StringBuilder out = new StringBuilder();
    page.paragraph(
        out, "", 0, TerminalText.safe(suppression.getFingerprint()) + " is shown again.");
    return out.toString();
  }

  /** "until 2030-01-31 00:00:00 UTC or more severe than warning: known"; safe to print. */
  static String words(Suppression suppression) {
    return "until "
        + Human.time(suppression.getUntilUnixNanos())
        + " UTC or more severe than "
        + TerminalText.safe(suppression.getSeverity())
        + ": "
        + TerminalText.safe(suppression.getReason());
  }
}
