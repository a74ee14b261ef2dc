package io.longpole.query.report;

import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.Section;
import io.longpole.proto.query.v1.OperationTime;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums up own time on critical paths by operation, that is by service and span name.
 *
 * <p>Example: web 0–100 with db 10–30 and db 30–50: web 60 by one span, db 40 by two.
 */
public final class OperationTimes {

  private static final Comparator<OperationTime> LARGEST_FIRST =
      Comparator.comparingLong(OperationTime::getNanos)
          .reversed()
          .thenComparing(OperationTime::getService)
          .thenComparing(OperationTime::getOperation);

  /** What is summed up by. */
  private record Operation(String service, String name) {}

  /** A sum that grows. */
  private static final class Sum {
    long nanos;
    long spans;
  }

  private final Map<Operation, Sum> sums = new HashMap<>();

  /** Those of the main root's path of one trace. */
  public static OperationTimes ofMainPath(TraceAnalysis analysis) {
    return of(analysis.trace(), analysis.path().paths().get(0).sections());
  }

  /** Those of a path. */
  static OperationTimes of(Trace trace, List<Section> sections) {
    OperationTimes times = new OperationTimes();
    BitSet seen = new BitSet(trace.size());
    for (Section section : sections) {
      Span span = trace.span(section.node());
      int spans = seen.get(section.node()) ? 0 : 1;
      seen.set(section.node());
      times.add(span.service(), span.name(), section.endNanos() - section.startNanos(), spans);
    }
    return times;
  }

  /** Adds some time of so many spans of an operation. */
  public void add(String service, String operation, long nanos, long spans) {
    Sum sum = sums.computeIfAbsent(new Operation(service, operation), unseen -> new Sum());
    sum.nanos += nanos;
    sum.spans += spans;
  }

  /** Adds all of another sum. */
  public void addAll(OperationTimes other) {
    other.sums.forEach(
        (operation, sum) -> add(operation.service(), operation.name(), sum.nanos, sum.spans));
  }

  /** At most so many operations, those with most time, largest first. */
  public List<OperationTime> largest(int most) {
    return sums.entrySet().stream()
        .map(entry ->
            OperationTime.newBuilder()
                .setService(WellFormed.of(entry.getKey().service()))
                .setOperation(WellFormed.of(entry.getKey().name()))
                .setNanos(entry.getValue().nanos)
                .setSpans(entry.getValue().spans)
                .build())
        .sorted(LARGEST_FIRST)
        .limit(most)
        .toList();
  }
}
