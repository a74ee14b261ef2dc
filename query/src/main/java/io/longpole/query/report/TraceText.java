package io.longpole.query.report;

import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.LogView;
import io.longpole.proto.query.v1.OperationTime;
import io.longpole.proto.query.v1.SpanView;
import io.longpole.proto.query.v1.TraceChange;
import io.longpole.proto.query.v1.TraceSummary;
import io.longpole.proto.query.v1.TraceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One trace for a terminal: a waterfall with its critical path, who has the time, findings. */
public final class TraceText {

  /** Lines of a waterfall unless told otherwise. */
  public static final int DEFAULT_LINES = 100;

  private static final int OPERATIONS = 6;
  private static final int LOOSE_LOGS = 20;

  private final TraceView trace;
  private final Page page;
  private final StringBuilder out = new StringBuilder();

  private TraceText(TraceView trace, Page page) {
    this.trace = trace;
    this.page = page;
  }

  /**
   * The trace as lines, each ended by a line feed.
   *
   * @param lines most spans to show; 0 shows every span on a line of its own
   */
  public static String of(TraceView trace, Page page, int lines) {
    TraceText text = new TraceText(trace, page);
    text.head();
    SpanRows rows = SpanRows.of(trace, lines);
    new Waterfall(page, new Bars(trace), text.out).append(rows.roots());
    text.legend(rows, lines);
    text.criticalTime();
    text.bestChanges();
    text.looseLogs(rows.looseLogs());
    text.findings();
    text.next();
    return text.out.toString();
  }

  private void head() {
    TraceSummary summary = trace.getSummary();
    String id = TerminalText.safe(summary.getTraceId());
    String name = CriticalTime.endpoint(summary.getService(), summary.getOperation());
    out.append(page.heading("TRACE", id)).append('\n');
    out.append(page.paint(Style.STRONG, TerminalText.clip(name, page.width()))).append('\n');
    List<String> parts = new ArrayList<>();
    parts.add(Human.duration(summary.getDurationNanos()));
    parts.add(Human.count(summary.getSpanCount(), "span"));
    if (summary.getErrorCount() > 0) {
      parts.add(Human.count(summary.getErrorCount(), "error"));
    }
    parts.add(Human.count(summary.getLogCount(), "log line"));
    parts.add(Human.count(summary.getServicesCount(), "service"));
    parts.add(Human.time(summary.getStartUnixNanos()) + " UTC");
    page.paragraph(out, "", 0, String.join(", ", parts));
    if (summary.getFlagsCount() > 0) {
      String flags = TerminalText.safe(String.join(", ", summary.getFlagsList()));
      page.paragraph(out, "", 0, "Odd about it: " + flags);
    }
    out.append('\n');
  }

  private void legend(SpanRows rows, int lines) {
    String legend = "* and █ on the critical path, ! error";
    int more = lines == 0 ? 0 : rows.total() - lines;
    if (more > 0) {
      legend +=
          "; "
              + Human.count(more, "line")
              + " of less weight left out (--lines 0 shows every span)";
    } else if (rows.total() < trace.getSpansCount()) {
      legend += "; × like spans in one line (--lines 0 shows every span)";
    }
    for (String line : TerminalText.wrap(legend, page.width())) {
      out.append(page.paint(Style.FAINT, line)).append('\n');
    }
  }

  private void criticalTime() {
    List<OperationTime> times = operations(trace.getSpansList());
    if (times.isEmpty()) {
      return;
    }
    out.append('\n').append(page.heading("CRITICAL PATH", "own time by operation" + evidence()));
    out.append('\n');
    long total = CriticalTime.sum(times);
    for (OperationTime time : times.subList(0, Math.min(OPERATIONS, times.size()))) {
      String spans = time.getSpans() > 1 ? " ×" + Human.count(time.getSpans()) : "";
      String name = CriticalTime.operation(time);
      out.append(TerminalText.padLeft(Human.share(time.getNanos(), total), 13))
          .append(TerminalText.padLeft(Human.duration(time.getNanos()), 11))
          .append("  ")
          .append(TerminalText.clip(name, page.width() - 26 - spans.length()))
          .append(page.paint(Style.FAINT, spans))
          .append('\n');
    }
  }

  private String evidence() {
    return trace.getEvidenceTraces() == 0
        ? ""
        : "; order of calls by " + Human.count(trace.getEvidenceTraces(), "trace");
  }

  /** Own time on the critical path by operation, largest first. */
  static List<OperationTime> operations(List<SpanView> spans) {
    Map<List<String>, OperationTime.Builder> byOperation = new HashMap<>();
    for (SpanView span : spans) {
      if (span.getCriticalNanos() > 0) {
        OperationTime.Builder time =
            byOperation.computeIfAbsent(
                List.of(span.getService(), span.getName()),
                key ->
                    OperationTime.newBuilder()
                        .setService(span.getService())
                        .setOperation(span.getName()));
        time.setNanos(time.getNanos() + span.getCriticalNanos()).setSpans(time.getSpans() + 1);
      }
    }
    List<OperationTime> times = new ArrayList<>();
    byOperation.values().forEach(time -> times.add(time.build()));
    times.sort(
        Comparator.comparingLong(OperationTime::getNanos)
            .reversed()
            .thenComparing(OperationTime::getService)
            .thenComparing(OperationTime::getOperation));
    return times;
  }

  private void bestChanges() {
    if (trace.getBestChangesCount() == 0) {
      return;
    }
    out.append('\n').append(page.heading("WHAT WOULD HELP MOST", "each alone")).append('\n');
    for (TraceChange change : trace.getBestChangesList()) {
      long saved = change.getOriginalNanos() - change.getPredictedNanos();
      String share = Human.share(saved, change.getOriginalNanos());
      out.append(TerminalText.padLeft("−" + share, 13))
          .append(TerminalText.padLeft("−" + Human.duration(saved), 11))
          .append("  ")
          .append(TerminalText.clip(words(change), page.width() - 26))
          .append('\n');
    }
  }

  private static String words(TraceChange change) {
    String what =
        switch (change.getChange()) {
          case "mend" -> "mend " + change.getDetector() + ": ";
          case "halve" -> "half the own work of ";
          case "batch" -> "one call for all of ";
          case "no-retries" -> "no retries of ";
          default -> change.getChange() + " ";
        };
    String times = change.getSpans() > 1 ? " ×" + Human.count(change.getSpans()) : "";
    return TerminalText.safe(what)
        + CriticalTime.endpoint(change.getService(), change.getOperation())
        + times;
  }

  private void looseLogs(List<LogView> logs) {
    if (logs.isEmpty()) {
      return;
    }
    out.append('\n').append(page.heading("LOG LINES", "of this trace, of none of its spans"));
    out.append('\n');
    int columns = LogText.serviceColumns(logs);
    for (LogView log : logs.subList(0, Math.min(LOOSE_LOGS, logs.size()))) {
      out.append(LogText.line(log, columns, page, 1));
    }
    if (logs.size() > LOOSE_LOGS) {
      out.append("… ").append(Human.count(logs.size() - LOOSE_LOGS, "more log line")).append('\n');
    }
  }

  private void findings() {
    for (Finding finding : trace.getFindingsList()) {
      out.append('\n');
      FindingText text = new FindingText(page);
      text.append(finding, "", out);
      text.row(out, "More", "longpole finding " + FindingText.shortFingerprint(finding));
    }
  }

  private void next() {
    TraceSummary summary = trace.getSummary();
    if (summary.getLogCount() > 0 && trace.getLogsCount() == 0) {
      String id = TerminalText.safe(summary.getTraceId());
      out.append('\n').append(page.heading("Next", "longpole trace " + id + " --logs"));
      out.append('\n');
    }
  }
}
