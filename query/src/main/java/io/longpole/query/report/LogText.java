package io.longpole.query.report;

import io.longpole.proto.query.v1.LogView;
import io.longpole.proto.query.v1.SearchLogsResponse;
import java.util.List;

/** Log records for a terminal, each under the trace that it belongs to. */
public final class LogText {

  private static final int LINES_PER_RECORD = 3;
  private static final int SERVICE = 14;

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
    for (LogView log : logs.getLogsList()) {
      if (!log.getTraceId().equals(trace)) {
        trace = log.getTraceId();
        String heading = trace.isEmpty() ? "of no trace" : "trace " + TerminalText.safe(trace);
        out.append(page.paint(Style.FAINT, heading)).append('\n');
      }
      line(log, page, whole ? Integer.MAX_VALUE : LINES_PER_RECORD, out);
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

  /** One record: time, severity, service, body; the body wrapped to at most so many lines. */
  static void line(LogView log, Page page, int most, StringBuilder out) {
    String severity = TerminalText.safe(log.getSeverity());
    String service = TerminalText.clip(TerminalText.safe(log.getService()), SERVICE);
    String time = Human.clock(log.getTimeUnixNanos());
    int indent = 12 + 2 + 5 + 2 + SERVICE + 2;
    out.append(TerminalText.padRight(time, 14))
        .append(page.paint(Style.ofSeverity(severity), TerminalText.clip(severity, 5)))
        .append(" ".repeat(Math.max(0, 5 - TerminalText.width(severity)) + 2))
        .append(TerminalText.padRight(service, SERVICE + 2));
    List<String> lines = TerminalText.wrap(TerminalText.safe(log.getBody()), page.width() - indent);
    int shown = Math.min(most, lines.size());
    for (int i = 0; i < shown; i++) {
      boolean cut = i == shown - 1 && shown < lines.size();
      String text =
          cut ? TerminalText.clip(lines.get(i) + " …", page.width() - indent) : lines.get(i);
      out.append(i == 0 ? "" : " ".repeat(indent)).append(text).append('\n');
    }
    if (shown == 0) {
      out.append('\n');
    }
  }
}
