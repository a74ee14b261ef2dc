package io.longpole.query.index;

import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.path.Section;
import io.longpole.query.store.ByteOutput;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.BytesRef;

/**
 * Where the time on a trace's main critical path went, as index values: the distinct operations,
 * and beside them in the order of their bytes the nanoseconds and the number of spans.
 *
 * <p>Only the largest {@value #MAX_OPERATIONS}; the others are together an operation "(other)" of
 * no service.
 */
final class CriticalTimes {

  static final int MAX_OPERATIONS = 16;
  static final EntryName OTHER = new EntryName("", "(other)", SpanKind.UNSPECIFIED);

  private static final class Sum {
    private final EntryName name;
    private long nanos;
    private long spans;

    Sum(EntryName name) {
      this.name = name;
    }
  }

  private static final Comparator<Sum> LARGEST_FIRST =
      Comparator.comparingLong((Sum s) -> s.nanos)
          .reversed()
          .thenComparing(s -> s.name.service())
          .thenComparing(s -> s.name.operation());

  private final NameBytes names;
  private final Map<EntryName, Sum> sums = new HashMap<>();
  private final List<BytesRef> sorted = new ArrayList<>();
  private final ByteOutput times = new ByteOutput(64);

  CriticalTimes(NameBytes names) {
    this.names = names;
  }

  /** Takes the next trace. */
  void set(TraceAnalysis analysis) {
    sums.clear();
    sorted.clear();
    times.clear();
    BitSet seen = new BitSet(analysis.trace().size());
    for (Section section : analysis.path().paths().get(0).sections()) {
      Span span = analysis.trace().span(section.node());
      Sum sum = sum(new EntryName(span.service(), span.name(), SpanKind.UNSPECIFIED));
      sum.nanos += section.endNanos() - section.startNanos();
      sum.spans += seen.get(section.node()) ? 0 : 1;
      seen.set(section.node());
    }
    Map<BytesRef, Sum> byBytes = new HashMap<>();
    for (Sum sum : largest()) {
      // Names that were cut may meet in one: they are one then.
      Sum same = byBytes.putIfAbsent(names.of(sum.name), sum);
      if (same != null) {
        same.nanos += sum.nanos;
        same.spans += sum.spans;
      }
    }
    sorted.addAll(byBytes.keySet());
    sorted.sort(null);
    for (BytesRef name : sorted) {
      Sum sum = byBytes.getOrDefault(name, new Sum(OTHER));
      times.writeUnsigned(sum.nanos);
      times.writeUnsigned(sum.spans);
    }
  }

  private Sum sum(EntryName name) {
    return sums.computeIfAbsent(name, Sum::new);
  }

  private List<Sum> largest() {
    List<Sum> largest = new ArrayList<>(sums.values());
    if (largest.size() <= MAX_OPERATIONS) {
      return largest;
    }
    largest.sort(LARGEST_FIRST);
    Sum other = new Sum(OTHER);
    for (Sum sum : largest.subList(MAX_OPERATIONS, largest.size())) {
      other.nanos += sum.nanos;
      other.spans += sum.spans;
    }
    List<Sum> kept = new ArrayList<>(largest.subList(0, MAX_OPERATIONS));
    kept.add(other);
    return kept;
  }

  /** Distinct operations, in the order of their bytes. */
  List<BytesRef> names() {
    return sorted;
  }

  ByteOutput times() {
    return times;
  }
}
