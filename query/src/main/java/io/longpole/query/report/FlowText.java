package io.longpole.query.report;

import io.longpole.proto.query.v1.Continuation;
import io.longpole.proto.query.v1.Flow;
import io.longpole.proto.query.v1.FlowPart;
import io.longpole.proto.query.v1.FlowsView;
import java.util.Arrays;

/** The flows through a trace for a terminal: parts and waits one below the other, in time. */
public final class FlowText {

  /** Flows that are shown in full; the others are in the JSON. */
  private static final int SHOWN = 10;

  private static final int OPERATIONS = 4;
  private static final int SHARE_COLUMNS = 11;
  private static final int TIME_COLUMNS = 11;
  private static final int BAR_COLUMNS = 16;
  private static final int INDENT = SHARE_COLUMNS + TIME_COLUMNS + BAR_COLUMNS + 4;
  private static final int DETAIL_INDENT = 4;

  private final Page page;
  private final StringBuilder out = new StringBuilder();

  private FlowText(Page page) {
    this.page = page;
  }

  /** The flows as lines, each ended by a line feed. */
  public static String of(FlowsView flows, Page page) {
    FlowText text = new FlowText(page);
    if (flows.getFlowsCount() == 0) {
      text.out.append("No message that was both sent and taken goes through this trace.\n");
    }
    int shown = Math.min(SHOWN, flows.getFlowsCount());
    for (int i = 0; i < shown; i++) {
      text.flow(flows.getFlows(i), i + 1, flows.getFlowsCount());
    }
    text.rest(flows, shown);
    return text.out.toString();
  }

  private void flow(Flow flow, int number, int of) {
    out.append(number > 1 ? "\n" : "");
    String waits =
        flow.getMessagesCount() == 1
            ? "in a queue"
            : "in " + Human.count(flow.getMessagesCount(), "queue");
    String remark =
        Human.duration(flow.getDurationNanos())
            + ", "
            + Human.duration(flow.getWaitNanos())
            + " of it "
            + waits
            + ", "
            + Human.time(flow.getStartUnixNanos())
            + " UTC";
    String title = of == 1 ? "FLOW" : "FLOW " + number + " of " + of;
    out.append(page.heading(title, remark)).append('\n');
    if (flow.getFlagsCount() > 0) {
      String flags = TerminalText.safe(String.join(", ", flow.getFlagsList()));
      page.paragraph(out, "", 0, "Odd about it: " + flags + " (clocks differ)");
    }
    long at = 0;
    for (int i = 0; i < flow.getPartsCount(); i++) {
      FlowPart part = flow.getParts(i);
      part(part, flow, at);
      at += part.getDurationNanos();
      if (i < flow.getMessagesCount()) {
        message(flow.getMessages(i), flow, at);
        at += flow.getMessages(i).getQueueWaitNanos();
      }
    }
  }

  private void part(FlowPart part, Flow flow, long at) {
    String name = CriticalTime.endpoint(part.getService(), part.getOperation());
    row(flow, at, part.getDurationNanos(), '█', page.paint(Style.STRONG, clipped(name)));
    detail("trace " + TerminalText.safe(part.getTraceId()));
    String times =
        CriticalTime.line(part.getCriticalTimeList(), part.getDurationNanos(), OPERATIONS);
    if (part.getSectionsCount() > 1) {
      detail(times);
    }
  }

  private void message(Continuation message, Flow flow, long at) {
    String queue = "waits in " + TerminalText.safe(message.getDestination());
    row(flow, at, message.getQueueWaitNanos(), '░', page.paint(Style.WARNING, clipped(queue)));
    detail(
        "from "
            + CriticalTime.endpoint(message.getProducerService(), message.getProducerOperation())
            + " to "
            + CriticalTime.endpoint(message.getConsumerService(), message.getConsumerOperation()));
  }

  private String clipped(String safe) {
    return TerminalText.clip(safe, page.width() - INDENT);
  }

  /** A line with its share, time, place in the flow, and a text that is safe and fits. */
  private void row(Flow flow, long at, long nanos, char mark, String text) {
    long whole = flow.getDurationNanos();
    out.append(TerminalText.padLeft(Human.share(nanos, whole), SHARE_COLUMNS))
        .append(TerminalText.padLeft(Human.duration(nanos), TIME_COLUMNS))
        .append("  ")
        .append(bar(at, nanos, whole, mark))
        .append("  ")
        .append(text)
        .append('\n');
  }

  /** At least one cell where there is time at all. */
  private static String bar(long at, long nanos, long whole, char mark) {
    char[] cells = new char[BAR_COLUMNS];
    Arrays.fill(cells, ' ');
    if (nanos > 0 && whole > 0) {
      double scale = BAR_COLUMNS / (double) whole;
      int first = Math.clamp((int) Math.floor(at * scale), 0, BAR_COLUMNS - 1);
      int last = Math.clamp((int) Math.ceil((at + nanos) * scale) - 1, first, BAR_COLUMNS - 1);
      Arrays.fill(cells, first, last + 1, mark);
    }
    return new String(cells);
  }

  private void detail(String text) {
    for (String line : TerminalText.wrap(text, page.width() - DETAIL_INDENT)) {
      out.append(" ".repeat(DETAIL_INDENT)).append(page.paint(Style.FAINT, line)).append('\n');
    }
  }

  private void rest(FlowsView flows, int shown) {
    if (flows.getFlowsCount() > shown) {
      out.append('\n')
          .append(Human.count(flows.getFlowsCount() - shown, "more flow"))
          .append(" (--json lists all).\n");
    }
    if (flows.getUnresolvedLinks() > 0) {
      String links =
          Human.count(flows.getUnresolvedLinks(), "link of a consumer leads", "links lead");
      page.paragraph(out, "", 0, links + " to spans that are in none of these traces.");
    }
    if (flows.getPartial()) {
      page.paragraph(out, "", 0, "Partial: " + TerminalText.safe(flows.getMessage()) + ".");
    }
  }
}
