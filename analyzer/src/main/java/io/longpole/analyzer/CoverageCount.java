package io.longpole.analyzer;

import io.longpole.analyzer.detect.Detectors;
import io.longpole.analyzer.detect.TailSampling;
import io.longpole.analyzer.flow.Continuations;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Adds up the coverage of a window, trace by trace. */
final class CoverageCount {

  private static final int MAX_NAMES = 5;

  /** What the counters of calls say. */
  private static final Map<String, String> MEANINGS =
      Map.of(
          "kindsInferred",
          ": spans that state no kind; it was taken from their neighbours and attributes",
          "conflictingAttributes",
          ": attributes whose old and new names hold different values; the new ones count",
          "unreadableAttributes",
          ": attributes of a type that cannot be read; they were passed over",
          "truncatedTexts",
          ": texts beyond the limit; their calls prove no equality",
          "overflowingGroups",
          ": calls not grouped, because their traces have too many distinct ones");

  private final long logs;
  private final long rejectedSpans;
  private final long evidenceTraces;
  private long traces;
  private long spans;
  private long linkedLogs;
  private long incompleteTraces;
  private long duplicateSpans;
  private long orphanSpans;
  private long skewedSpans;
  private long loops;
  private long hiddenLoops;
  private long unestimated;
  private long sampledTraces;
  private long chosenTraces;
  private long unresolvedLinks;
  private Map<String, Long> forgotten = Map.of();
  private final Map<String, Long> callCounters = new TreeMap<>();
  private final ServiceTelemetry services = new ServiceTelemetry();

  CoverageCount(long logs, long rejectedSpans, long evidenceTraces) {
    this.logs = logs;
    this.rejectedSpans = rejectedSpans;
    this.evidenceTraces = evidenceTraces;
  }

  void add(Analysis.Examined examined) {
    Trace trace = examined.analysis().trace();
    traces++;
    spans += trace.size() + trace.counts().duplicateSpans();
    linkedLogs += trace.logs().size();
    incompleteTraces += trace.isComplete() ? 0 : 1;
    duplicateSpans += trace.counts().duplicateSpans();
    orphanSpans += trace.counts().orphanSpans();
    skewedSpans += trace.counts().skewedSpans();
    Detectors.Seen seen = examined.seen();
    loops += seen.loops();
    hiddenLoops += seen.hiddenLoops();
    unestimated += seen.unestimated();
    examined
        .analysis()
        .calls()
        .counters()
        .forEach((name, count) -> callCounters.merge(name, count, Long::sum));
    sampledTraces += isSampled(trace.span(0).traceState()) ? 1 : 0;
    chosenTraces += TailSampling.choseIt(trace) ? 1 : 0;
    services.add(trace, examined.analysis().calls());
  }

  /** What the detectors forgot for want of room, after all traces were learned. */
  void add(Detectors.Losses losses) {
    forgotten = losses.forgotten();
  }

  void add(Continuations messages) {
    unresolvedLinks += messages.unresolvedLinks();
  }

  Coverage total(List<String> notesOfReader) {
    List<String> notes = new ArrayList<>(notesOfReader);
    notes.addAll(notes());
    return new Coverage(
        traces,
        spans,
        logs,
        linkedLogs,
        incompleteTraces,
        duplicateSpans,
        orphanSpans,
        skewedSpans,
        rejectedSpans,
        evidenceTraces,
        notes);
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (hiddenLoops > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "arguments hidden in %d %% of %d loops of calls: whether they ask for different rows or the same is not known (n-plus-one, duplicate-call, retry)",
              Math.round(100.0 * hiddenLoops / loops),
              loops));
    }
    if (sampledTraces > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%d of %d traces were sampled at the head: ratios hold, counts and rates are too low",
              sampledTraces,
              traces));
    }
    if (chosenTraces > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%d of %d traces were kept at the tail for what happened in them: ratios not representative (retry-storm and version-regression are withheld, hedge by its share)",
              chosenTraces,
              traces));
    }
    named(
        notes,
        services.withoutServerSpans(),
        "no SERVER or CONSUMER span from %s: work in them that callers gave up or repeated is not seen (orphan-work, retry by server-multiplicity)");
    named(
        notes,
        services.withoutStatus(),
        "neither status nor status code on any span of %s: failures in them are not seen (retry, hedge, orphan-work, error-root-cause but for their logs)");
    named(
        notes,
        services.withoutRows(),
        "no row counts on the database calls of %s: large results of theirs are not seen (large-result)");
    named(
        notes,
        services.withoutVersion(),
        "no service.version from %s: their versions cannot be compared (version-regression)");
    callCounters.forEach((name, count) -> {
      if (count > 0) {
        notes.add(name + "=" + count + MEANINGS.getOrDefault(name, ""));
      }
    });
    if (unresolvedLinks > 0) {
      notes.add(
          unresolvedLinks
              + ": links of CONSUMER spans to spans that are not here; how long those messages waited is not known");
    }
    if (!forgotten.isEmpty()) {
      List<String> parts = new ArrayList<>();
      forgotten.forEach((detector, count) -> parts.add(detector + " " + count));
      notes.add(
          "more operations, calls and keys than detectors keep; those seen longest ago were forgotten, or the last ones passed over ("
              + String.join(", ", parts)
              + ")");
    }
    if (unestimated > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "impact not estimated for %d sightings in very large traces",
              unestimated));
    }
    return notes;
  }

  private static void named(List<String> notes, List<String> names, String text) {
    if (!names.isEmpty()) {
      String shown = String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size())));
      int more = names.size() - MAX_NAMES;
      notes.add(
          String.format(
              Locale.ROOT, text, more > 0 ? shown + " and " + more + " more services" : shown));
    }
  }

  /** Whether an OpenTelemetry SDK says that it kept only a share of the traces. */
  private static boolean isSampled(String traceState) {
    int vendor = traceState.indexOf("ot=");
    int threshold = traceState.indexOf("th:", Math.max(vendor, 0));
    return vendor >= 0 && threshold >= 0 && !traceState.startsWith("th:0", threshold);
  }
}
