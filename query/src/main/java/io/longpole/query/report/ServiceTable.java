package io.longpole.query.report;

import io.longpole.proto.query.v1.ListServicesResponse;
import io.longpole.proto.query.v1.OperationStats;
import io.longpole.query.report.Columns.Cell;

/** Rate, errors and latency per service and operation, for a terminal. */
public final class ServiceTable {

  private ServiceTable() {}

  public static String of(ListServicesResponse answer, Page page) {
    StringBuilder out = new StringBuilder();
    String window = AnalysisText.window(answer.getWindow());
    if (answer.getOperationsCount() == 0) {
      return out.append("No spans")
          .append(window.isEmpty() ? "" : ", " + window)
          .append(".\n")
          .toString();
    }
    Columns table =
        new Columns(page)
            .flexible("SERVICE", Columns.ALWAYS, 8)
            .flexible("OPERATION", Columns.ALWAYS, 16)
            .left("KIND", 2)
            .right("SPANS", 4)
            .right("RATE", 3)
            .right("ERRORS", 6)
            .right("P50", 5)
            .right("P95", 7)
            .right("P99", 8);
    String previous = "";
    for (OperationStats stats : answer.getOperationsList()) {
      boolean same = stats.getService().equals(previous);
      previous = stats.getService();
      long errors = stats.getErrors();
      table.row(
          new Cell(same ? "" : stats.getService(), Style.STRONG),
          stats.getOperation(),
          stats.getKind(),
          Human.count(stats.getCount()),
          Human.rate(stats.getPerSecond()),
          new Cell(errors == 0 ? "" : Human.share(errors, stats.getCount()), Style.BAD),
          Human.duration(stats.getP50Nanos()),
          Human.duration(stats.getP95Nanos()),
          Human.duration(stats.getP99Nanos()));
    }
    table.appendTo(out);
    if (answer.getOverflow() > 0) {
      out.append(Human.count(answer.getOverflow(), "operation"))
          .append(" beyond the limit are counted as (other).\n");
    }
    if (answer.getPartial()) {
      out.append(page.paint(Style.BAD, TerminalText.safe(answer.getMessage()))).append('\n');
    }
    if (!window.isEmpty()) {
      out.append(page.paint(Style.FAINT, window)).append('\n');
    }
    OperationStats first = answer.getOperations(0);
    String next = "longpole traces --service " + Shell.quote(first.getService());
    return out.append('\n').append(page.heading("Next", next)).append('\n').toString();
  }
}
