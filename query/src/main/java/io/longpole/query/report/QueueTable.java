package io.longpole.query.report;

import io.longpole.proto.query.v1.ListQueuesResponse;
import io.longpole.proto.query.v1.QueueStats;
import io.longpole.query.report.Columns.Cell;

/** How long messages waited, for a terminal. */
public final class QueueTable {

  private QueueTable() {}

  public static String of(ListQueuesResponse answer, Page page) {
    StringBuilder out = new StringBuilder();
    if (answer.getQueuesCount() == 0) {
      out.append("No messages that were both sent and taken.\n");
    } else {
      table(answer, page).appendTo(out);
    }
    long negative = answer.getQueuesList().stream().mapToLong(QueueStats::getNegativeWaits).sum();
    if (negative > 0) {
      out.append(
          Human.count(negative, "message was", "messages were")
              + " taken before sent, by their clocks; they count as 0.\n");
    }
    if (answer.getUnresolvedLinks() > 0) {
      out.append(
          Human.count(answer.getUnresolvedLinks(), "link of a consumer leads", "links lead")
              + " to no sender that is known here.\n");
    }
    if (answer.getPartial()) {
      out.append(page.paint(Style.BAD, TerminalText.safe(answer.getMessage()))).append('\n');
    }
    return out.toString();
  }

  private static Columns table(ListQueuesResponse answer, Page page) {
    Columns table =
        new Columns(page)
            .flexible("SENT BY", Columns.ALWAYS, 12)
            .flexible("TO", Columns.ALWAYS, 6)
            .flexible("TAKEN BY", Columns.ALWAYS, 12)
            .right("MESSAGES", 7)
            .right("P50", 4)
            .right("P95", 8)
            .right("P99", 6)
            .right("MAX", 5);
    for (QueueStats queue : answer.getQueuesList()) {
      table.row(
          name(queue.getProducerService(), queue.getProducerOperation()),
          new Cell(queue.getDestination(), Style.STRONG),
          name(queue.getConsumerService(), queue.getConsumerOperation()),
          Human.count(queue.getMessages()),
          Human.duration(queue.getP50Nanos()),
          Human.duration(queue.getP95Nanos()),
          Human.duration(queue.getP99Nanos()),
          Human.duration(queue.getMaxNanos()));
    }
    return table;
  }

  /** The table makes it safe. */
  private static String name(String service, String operation) {
    return (service + " " + operation).strip();
  }
}
