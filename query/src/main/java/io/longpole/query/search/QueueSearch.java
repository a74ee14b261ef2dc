package io.longpole.query.search;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.flow.QueueWaits;
import io.longpole.analyzer.flow.QueueWaits.QueueTimes;
import io.longpole.analyzer.model.Trace;
import io.longpole.proto.query.v1.ListQueuesResponse;
import io.longpole.query.index.Deadline;
import io.longpole.query.index.FoundTrace;
import io.longpole.query.index.FoundTraces;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.Interval;
import io.longpole.query.report.FlowMessages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Works out how long messages waited from the newest traces of a window that have to do with
 * messages, at most {@value #MAX_TRACES} and as many as there is time for.
 */
final class QueueSearch {

  private static final int MAX_TRACES = 50_000;

  /** Messages that were taken in the window may have been sent so long before it. */
  private static final long LONGEST_WAIT_NANOS = TimeUnit.HOURS.toNanos(1);

  /** So many are read at a time, in the order in which they are stored. */
  private static final int BATCH = 2_000;

  private final StoredTraces stored;
  private final Settings settings;
  private final QueueWaits waits;

  QueueSearch(StoredTraces stored, Settings settings) {
    this.stored = stored;
    this.settings = settings;
    this.waits = new QueueWaits(new Analysis(settings)::template);
  }

  /** Of one service if it is not empty. */
  ListQueuesResponse find(IndexView view, Interval interval, String service, Deadline deadline) {
    FoundTraces found = view.withMessages(interval, MAX_TRACES);
    int read = read(found.traces(), waits::add, deadline);
    if (interval.fromNanos() != Long.MIN_VALUE && waits.unresolvedLinks() > 0) {
      Interval before =
          new Interval(interval.fromNanos() - LONGEST_WAIT_NANOS, interval.fromNanos());
      read(
          view.withMessages(before, MAX_TRACES - found.traces().size() + 1).traces(),
          waits::addSenders,
          deadline);
    }
    ListQueuesResponse.Builder answer =
        ListQueuesResponse.newBuilder().setTraces(read).setUnresolvedLinks(waits.unresolvedLinks());
    for (QueueTimes queue : waits.queues()) {
      if (service.isEmpty()
          || queue.queue().producer().service().equals(service)
          || queue.queue().consumer().service().equals(service)) {
        answer.addQueues(FlowMessages.of(queue));
      }
    }
    if (read < found.matched()) {
      answer
          .setPartial(true)
          .setMessage(
              "the newest " + read + " of " + found.matched() + " traces with messages were read");
    }
    return answer.build();
  }

  /** What takes in an assembled trace. */
  private interface Taking {
    void take(Trace trace, long nowNanos);
  }

  /** Newest first, so that what there is no time for is the oldest. */
  private int read(List<FoundTrace> inTime, Taking taking, Deadline deadline) {
    int read = 0;
    for (int to = inTime.size(); to > 0 && !deadline.isOver(); to -= BATCH) {
      List<FoundTrace> batch = new ArrayList<>(inTime.subList(Math.max(0, to - BATCH), to));
      batch.sort(
          Comparator.comparingLong((FoundTrace each) -> each.existing().location().position())
              .thenComparingInt(each -> each.existing().location().ordinal()));
      for (FoundTrace each : batch) {
        if (deadline.isOver()) {
          break;
        }
        read++;
        stored
            .read(each.id(), each.existing())
            .ifPresent(trace -> {
              // all at once: nothing is too old for the window that was asked for
              taking.take(
                  Assembly.assemble(each.id(), trace.spans(), List.of(), settings.assembly()), 0);
            });
      }
    }
    return read;
  }
}
