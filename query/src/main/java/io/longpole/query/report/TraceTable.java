package io.longpole.query.report;

import io.longpole.proto.query.v1.SearchTracesResponse;
import io.longpole.proto.query.v1.TraceSummary;
import io.longpole.query.report.Columns.Cell;

/** Traces for a terminal, a line each, in the order of the answer. */
public final class TraceTable {

  private TraceTable() {}

  public static String of(SearchTracesResponse answer, Page page) {
    StringBuilder out = new StringBuilder();
    if (answer.getTracesCount() == 0) {
      out.append("No trace matches.\n");
      Matched.partial(answer.getPartial(), answer.getMessage(), page, out);
      return out.toString();
    }
    Columns table =
        new Columns(page)
            .right("DURATION", Columns.ALWAYS)
            .flexible("ENDPOINT", Columns.ALWAYS, 22)
            .right("SPANS", 4)
            .right("ERR", 5)
            .left("STARTED", 3)
            .flexible("FINDINGS", 2, 12)
            .left("TRACE", Columns.ALWAYS);
    for (TraceSummary trace : answer.getTracesList()) {
      int errors = trace.getErrorCount();
      String ago = page.ago(trace.getStartUnixNanos());
      table.row(
          Human.duration(trace.getDurationNanos()),
          new Cell(trace.getService() + " " + trace.getOperation(), Style.STRONG),
          Human.count(trace.getSpanCount()),
          new Cell(errors == 0 ? "" : Human.count(errors), Style.BAD),
          ago.isEmpty() ? Human.time(trace.getStartUnixNanos()) : ago,
          new Cell(String.join(", ", trace.getDetectorsList()), Style.WARNING),
          new Cell(trace.getTraceId(), Style.FAINT));
    }
    table.appendTo(out);
    Matched.append(answer.getTracesCount(), answer.getMatched(), "trace", page, out);
    Matched.partial(answer.getPartial(), answer.getMessage(), page, out);
    String id = TerminalText.safe(answer.getTraces(0).getTraceId());
    out.append('\n').append(page.heading("Next", "longpole trace " + id)).append('\n');
    return out.toString();
  }
}
