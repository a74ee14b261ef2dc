package io.longpole.query.report;

import io.longpole.proto.query.v1.DurationQuantiles;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.PredictChangeResponse;
import io.longpole.proto.query.v1.PredictedEndpoint;

/** What endpoints would gain from a change, for a terminal. */
public final class PredictionText {

  private final Page page;
  private final StringBuilder out = new StringBuilder();

  private PredictionText(Page page) {
    this.page = page;
  }

  /**
   * The prediction as lines, each ended by a line feed.
   *
   * @param change in words, such as "scale by 0.5"; of an operation
   */
  public static String of(PredictChangeResponse response, String change, Page page) {
    PredictionText text = new PredictionText(page);
    if (response.hasFinding()) {
      text.finding(response.getFinding());
    } else {
      text.out.append(page.heading("WHAT IF", TerminalText.safe(change))).append('\n');
    }
    response.getEndpointsList().forEach(text::endpoint);
    text.out.append('\n');
    if (!response.getMessage().isEmpty()) {
      page.paragraph(text.out, "", 0, TerminalText.safe("Note: " + response.getMessage() + "."));
    }
    page.paragraph(text.out, "", 0, response.getAssumptions());
    if (response.hasFinding()) {
      String shown = FindingText.shortFingerprint(response.getFinding());
      text.out.append('\n').append(page.heading("Next", "longpole finding " + shown)).append('\n');
    }
    return text.out.toString();
  }

  private void finding(Finding finding) {
    out.append(page.heading("WHAT IF", "this were mended:")).append('\n');
    FindingText text = new FindingText(page);
    text.append(finding, "", out);
  }

  private void endpoint(PredictedEndpoint endpoint) {
    out.append('\n');
    out.append(
        page.paint(
            Style.STRONG,
            TerminalText.clip(TerminalText.safe(endpoint.getEndpoint()), page.width())));
    out.append('\n');
    Columns columns = new Columns(page);
    columns.left("", Columns.ALWAYS);
    columns.right("BEFORE", Columns.ALWAYS);
    columns.right("AFTER", Columns.ALWAYS);
    columns.right("LESS", 2);
    if (endpoint.hasAfterCarefully()) {
      columns.right("AT LEAST", 1);
    }
    row(columns, endpoint, "median", DurationQuantiles::getP50Nanos);
    if (endpoint.getBefore().hasP95Nanos()) {
      row(columns, endpoint, "p95", DurationQuantiles::getP95Nanos);
    }
    if (endpoint.getBefore().hasP99Nanos()) {
      row(columns, endpoint, "p99", DurationQuantiles::getP99Nanos);
    }
    columns.appendTo(out);
    page.paragraph(out, "", 2, sentence(endpoint));
  }

  private interface Quantile {
    long of(DurationQuantiles quantiles);
  }

  /** "at least" is what a careful person would promise of the same fix. */
  private static void row(
      Columns columns, PredictedEndpoint endpoint, String name, Quantile quantile) {
    long before = quantile.of(endpoint.getBefore());
    long after = quantile.of(endpoint.getAfter());
    String less = Human.share(Math.max(0, before - after), before);
    if (endpoint.hasAfterCarefully()) {
      long careful = Math.max(0, before - quantile.of(endpoint.getAfterCarefully()));
      columns.row(
          "  " + name,
          Human.duration(before),
          Human.duration(after),
          less,
          careful == 0
              ? "0"
              : "−" + Human.duration(Math.min(careful, Math.max(0, before - after))));
    } else {
      columns.row("  " + name, Human.duration(before), Human.duration(after), less);
    }
  }

  /** All in one sentence, to be quoted. */
  private static String sentence(PredictedEndpoint endpoint) {
    boolean hasP95 = endpoint.getBefore().hasP95Nanos();
    Quantile quantile = hasP95 ? DurationQuantiles::getP95Nanos : DurationQuantiles::getP50Nanos;
    StringBuilder text = new StringBuilder(hasP95 ? "p95 " : "The median ");
    text.append(
            WhatIfText.change(quantile.of(endpoint.getBefore()), quantile.of(endpoint.getAfter())))
        .append(" (")
        .append(Human.count(endpoint.getAffected()))
        .append(" of ")
        .append(Human.count(endpoint.getTraces(), "request"))
        .append(" affected");
    if (endpoint.getTracesInWindow() > endpoint.getTraces()) {
      text.append(", an even choice of ").append(Human.count(endpoint.getTracesInWindow()));
    }
    text.append("; ").append(TerminalText.safe(endpoint.getConfidence())).append(" confidence, ");
    if (endpoint.getEvidenceTraces() == 0) {
      return text.append("each trace judged by itself).").toString();
    }
    return text.append(Human.share(Math.round(endpoint.getProvenShare() * 1e6), 1_000_000))
        .append(" of the waits proven by ")
        .append(Human.count(endpoint.getEvidenceTraces(), "trace"))
        .append(").")
        .toString();
  }
}
