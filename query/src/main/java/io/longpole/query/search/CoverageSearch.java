package io.longpole.query.search;

import io.longpole.proto.query.v1.Coverage;
import io.longpole.query.index.Deadline;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.Interval;
import io.longpole.query.search.Search.Known;

/** Counts what an answer is based on, and what it is blind to. */
final class CoverageSearch {

  private final IndexView view;
  private final Known known;
  private final Deadline deadline;

  CoverageSearch(IndexView view, Known known, Deadline deadline) {
    this.view = view;
    this.known = known;
    this.deadline = deadline;
  }

  Coverage of(Interval interval) {
    return of(interval, view.linkedLogs(interval));
  }

  /** The same where the log records that have a trace were counted before. */
  Coverage of(Interval interval, long linkedLogs) {
    var totals = view.totals(interval);
    Coverage.Builder coverage =
        Coverage.newBuilder()
            .setTraces(totals.traces())
            .setSpans(totals.spans() + totals.duplicateSpans())
            .setLogs(totals.logs())
            .setLinkedLogs(Math.min(linkedLogs, totals.logs()))
            .setIncompleteTraces(totals.incompleteTraces())
            .setDuplicateSpans(totals.duplicateSpans())
            .setOrphanSpans(totals.orphanSpans())
            .setSkewedSpans(totals.skewedSpans())
            .setEvidenceTraces(known.order().evidence().traces())
            .setRejectedSpans(known.losses().rejectedSpans())
            .addAllNotes(known.losses().notes());
    if (deadline.wasMissed()) {
      coverage.addNotes(Search.LATE);
    }
    return coverage.build();
  }
}
