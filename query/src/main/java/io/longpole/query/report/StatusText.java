package io.longpole.query.report;

import io.longpole.proto.query.v1.Counter;
import io.longpole.proto.query.v1.Listener;
import io.longpole.proto.query.v1.Status;

/** The state of a server for a terminal: does it accept, how far behind is it, what did it drop. */
public final class StatusText {

  private static final int LABEL = 12;

  private final Status status;
  private final Page page;
  private final StringBuilder out = new StringBuilder();

  private StatusText(Status status, Page page) {
    this.status = status;
    this.page = page;
  }

  public static String of(Status status, Page page) {
    StatusText text = new StatusText(status, page);
    text.head();
    text.work();
    text.coverage();
    text.counters();
    return text.out.toString();
  }

  private void head() {
    String ago = page.ago(status.getStartedUnixNanos());
    String started =
        "started "
            + Human.time(status.getStartedUnixNanos())
            + " UTC"
            + (ago.isEmpty() ? "" : ", " + ago);
    out.append(page.heading("LONGPOLE " + TerminalText.safe(status.getVersion()), started));
    out.append('\n');
    if (status.getAccepting()) {
      out.append(page.paint(Style.GOOD, "Accepts spans and logs.")).append('\n');
    } else {
      String reason = TerminalText.safe(status.getNotAcceptingBecause());
      String text = "Refuses spans and logs: " + (reason.isEmpty() ? "no reason given" : reason);
      out.append(page.paint(Style.BAD, TerminalText.clip(text, page.width()))).append('\n');
    }
    out.append('\n');
    for (Listener listener : status.getListenersList()) {
      row("Listens", listener.getAddress() + " for " + listener.getPurpose());
    }
    row("Data", status.getDataFolder());
    row("Durability", durability(status.getDurability()));
  }

  private static String durability(String level) {
    return switch (level) {
      case "page-cache" ->
          level + " (a killed process loses nothing; a power cut up to about 30 s)";
      case "periodic" -> level + " (a power cut loses at most one interval)";
      case "synced" -> level + " (a power cut loses nothing acknowledged)";
      default -> level;
    };
  }

  private void work() {
    row(
        "Disk",
        Human.bytes(status.getDiskUsedBytes())
            + " used, "
            + Human.bytes(status.getDiskFreeBytes())
            + " free");
    row(
        "Lag",
        status.getLagBytes() == 0 && status.getLagNanos() == 0
            ? "none: all that was received is analysed"
            : Human.bytes(status.getLagBytes()) + ", " + Human.duration(status.getLagNanos()));
    row(
        "Pending",
        Human.count(status.getPendingTraces(), "trace")
            + " not complete yet, "
            + Human.count(status.getPendingSpans(), "span")
            + ", "
            + Human.bytes(status.getPendingBytes()));
  }

  private void coverage() {
    if (status.hasCoverage()) {
      out.append('\n');
      CoverageText.append(status.getCoverage(), page, out);
    }
  }

  private void counters() {
    if (status.getCountersCount() == 0) {
      return;
    }
    out.append('\n');
    Columns table =
        new Columns(page)
            .left("COUNTER", Columns.ALWAYS)
            .flexible("REASON", Columns.ALWAYS, 10)
            .right("VALUE", Columns.ALWAYS);
    for (Counter counter : status.getCountersList()) {
      table.row(counter.getName(), counter.getReason(), Human.count(counter.getValue()));
    }
    table.appendTo(out);
  }

  private void row(String label, String text) {
    if (!text.isEmpty()) {
      page.paragraph(out, label, LABEL, TerminalText.safe(text));
    }
  }
}
