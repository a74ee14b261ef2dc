package io.longpole.query.report;

import io.longpole.proto.query.v1.LogView;
import io.longpole.proto.query.v1.SearchLogsResponse;
import java.util.List;

/** Log records for a terminal, each under the trace that it belongs to. */
public final class LogText {

  private static final int LINES_PER_RECORD = 3;
  private static final int MAX_SERVICE = 14;
  private static final int CLOCK = 12;
  private static final int SEVERITY = 5;

  private LogText() {}

  /**
   * The records as lines, in the order of the answer.
   *
   * @param whole whether long bodies are shown to their end
   */
  public static String of(SearchLogsResponse logs, Page page, boolean whole) {
    StringBuilder out = new StringBuilder();
    if (logs.getLogsCount() == 0) {
      out.append("No log line matches.\n");
    }
    String trace = "";
    int columns = serviceColumns(logs.getLogsList());
    for (LogView log : logs.getLogsList()) {
      if (!log.getTraceId().equals(trace)) {
        trace = log.getTraceId();
        String heading = trace.isEmpty() ? "of no trace" : "trace " + TerminalText.safe(trace);
        out.append(page.paint(Style.FAINT, heading)).append('\n');
      }
      out.append(line(log, columns, page, whole ? Integer.MAX_VALUE : LINES_PER_RECORD));
    }
    Matched.append(logs.getLogsCount(), logs.getMatched(), "log line", page, out);
    Matched.partial(logs.getPartial(), logs.getMessage(), page, out);
    if (!trace.isEmpty()) {
      out.append('\n')
          .append(page.heading("Next", "longpole trace " + firstTrace(logs) + " --logs"));
      out.append('\n');
    }
    return out.toString();
  }

  private static String firstTrace(SearchLogsResponse logs) {
    return TerminalText.safe(
        logs.getLogsList().stream()
            .map(LogView::getTraceId)
            .filter(id -> !id.isEmpty())
            .findFirst()
            .orElse(""));
  }

  /** Columns that the services of these records need. */
  static int serviceColumns(List<LogView> logs) {
    int columns = 1;
    for (LogView log : logs) {
      columns = Math.max(columns, TerminalText.width(TerminalText.safe(log.getService())));
    }
    return Math.min(columns, MAX_SERVICE);
  }

  /** One record: time, severity, service, body; the body wrapped to at most so many lines. */
  static String line(LogView log, int serviceColumns, Page page, int most) {
    StringBuilder out = new StringBuilder();
    String severity = TerminalText.clip(TerminalText.safe(log.getSeverity()), SEVERITY);
    String service = TerminalText.clip(TerminalText.safe(log.getService()), serviceColumns);
    int indent = CLOCK + SEVERITY + serviceColumns + 6;
    out.append(TerminalText.padRight(Human.clock(log.getTimeUnixNanos()), CLOCK + 2))
        .append(page.paint(Style.ofSeverity(severity), severity))
        .append(" ".repeat(SEVERITY - TerminalText.width(severity) + 2))
        .append(TerminalText.padRight(service, serviceColumns + 2));
    int room = page.width() - indent;
    List<String> lines = TerminalText.wrap(TerminalText.safe(log.getBody()), room);
    int shown = Math.min(most, lines.size());
    for (int i = 0; i < shown; i++) {
      boolean cut = i == shown - 1 && shown < lines.size();
      String text = cut ? TerminalText.clip(lines.get(i), room - 2) + " …" : lines.get(i);
      out.append(i == 0 ? "" : " ".repeat(indent)).append(text).append('\n');
    }
    return shown == 0 ? out.append('\n').toString() : out.toString();
  }
}
