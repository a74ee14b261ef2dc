package io.longpole.query.index;

import io.longpole.query.store.ByteInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Adds up the entry spans of traces by service, operation and kind. */
final class OperationSearch extends SimpleCollector {

  /** Operations told apart in an answer; the rarest beyond are one "(other)" of their service. */
  static final int MAX_OPERATIONS = 10_000;

  static final String OTHER = "(other)";

  private static final class Sum {
    private final EntryName name;
    private final Durations durations = new Durations();
    private long failed;

    Sum(EntryName name) {
      this.name = name;
    }

    OperationTimes times() {
      return new OperationTimes(
          name,
          durations.total(),
          failed,
          durations.quantile(0.5),
          durations.quantile(0.95),
          durations.quantile(0.99));
    }
  }

  private final Map<EntryName, Sum> sums = new HashMap<>();
  private SortedSetDocValues names = DocValues.emptySortedSet();
  private BinaryDocValues times = DocValues.emptyBinary();
  private @Nullable Sum[] sumsOfLeaf = {};
  private long folded;
  private NumericDocValues starts = DocValues.emptyNumeric();
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos = Long.MIN_VALUE;

  @Override
  protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
    starts = DocValues.getNumeric(leaf.reader(), Fields.START);
    names = DocValues.getSortedSet(leaf.reader(), Fields.ENTRIES);
    times = DocValues.getBinary(leaf.reader(), Fields.ENTRY_TIMES);
    sumsOfLeaf = new Sum[Math.toIntExact(names.getValueCount())];
  }

  @Override
  public void collect(int doc) throws IOException {
    if (starts.advanceExact(doc)) {
      firstNanos = Math.min(firstNanos, starts.longValue());
      lastNanos = Math.max(lastNanos, starts.longValue());
    }
    if (!names.advanceExact(doc) || !times.advanceExact(doc)) {
      return;
    }
    BytesRef bytes = times.binaryValue();
    ByteInput in = new ByteInput(bytes.bytes, bytes.offset, bytes.length);
    for (int i = names.docValueCount(); i > 0; i--) {
      Sum sum = sum((int) names.nextOrd());
      long count = in.readUnsigned();
      sum.failed += in.readUnsigned();
      for (long left = count; left > 0; left--) {
        sum.durations.add(in.readUnsigned());
      }
    }
  }

  private Sum sum(int ordinal) throws IOException {
    Sum known = sumsOfLeaf[ordinal];
    if (known == null) {
      known = sums.computeIfAbsent(NameBytes.read(names.lookupOrd(ordinal)), name -> new Sum(name));
      sumsOfLeaf[ordinal] = known;
    }
    return known;
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }

  /** By service, then count, most first, then operation and kind. */
  List<OperationTimes> result(String service) {
    List<Sum> wanted = new ArrayList<>();
    for (Sum sum : sums.values()) {
      if (service.isEmpty() || sum.name.service().equals(service)) {
        wanted.add(sum);
      }
    }
    return fold(wanted).stream()
        .map(Sum::times)
        .sorted(
            Comparator.comparing((OperationTimes t) -> t.name().service())
                .thenComparing(Comparator.comparingLong(OperationTimes::count).reversed())
                .thenComparing(t -> t.name().operation())
                .thenComparing(t -> t.name().kind()))
        .toList();
  }

  /** From the first start of a trace to the last; both 0 if there is none. */
  Interval starts() {
    return firstNanos > lastNanos ? new Interval(0, 0) : new Interval(firstNanos, lastNanos);
  }

  /** Operations that are in "(other)". */
  long folded() {
    return folded;
  }

  private Collection<Sum> fold(List<Sum> all) {
    if (all.size() <= MAX_OPERATIONS) {
      return all;
    }
    Sum[] mostFirst = all.toArray(new Sum[0]);
    Arrays.sort(
        mostFirst,
        Comparator.comparingLong((Sum s) -> s.durations.total())
            .reversed()
            .thenComparing(s -> s.name.service())
            .thenComparing(s -> s.name.operation())
            .thenComparing(s -> s.name.kind()));
    Map<EntryName, Sum> kept = new HashMap<>();
    for (int i = 0; i < mostFirst.length; i++) {
      Sum sum = mostFirst[i];
      if (i < MAX_OPERATIONS) {
        kept.put(sum.name, sum);
      } else {
        EntryName other = new EntryName(sum.name.service(), OTHER, sum.name.kind());
        Sum into = kept.computeIfAbsent(other, name -> new Sum(name));
        into.durations.addAll(sum.durations);
        into.failed += sum.failed;
        folded++;
      }
    }
    return kept.values();
  }
}
