package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;
import io.longpole.query.index.EndpointTimes.CriticalTime;
import io.longpole.query.store.ByteInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Adds up traces by endpoint: how many, how slow, where the time went. */
final class EndpointSearch extends SimpleCollector {

  /** Operations that are named for an endpoint. */
  private static final int MAX_CRITICAL = 10;

  private static final class Critical {
    private long nanos;
    private long spans;
  }

  private static final class Sum {
    private final Durations durations = new Durations();
    private final Map<EntryName, Critical> critical = new HashMap<>();
    private long withErrors;
    private long maxNanos = -1;
    private TraceId slowest = TraceId.NONE;
  }

  private final Map<EntryName, Sum> sums = new HashMap<>();
  private SortedDocValues endpoints = DocValues.emptySorted();
  private NumericDocValues durations = DocValues.emptyNumeric();
  private NumericDocValues errors = DocValues.emptyNumeric();
  private NumericDocValues highs = DocValues.emptyNumeric();
  private NumericDocValues lows = DocValues.emptyNumeric();
  private SortedSetDocValues operations = DocValues.emptySortedSet();
  private BinaryDocValues times = DocValues.emptyBinary();
  private @Nullable Sum[] sumsOfLeaf = {};
  private @Nullable EntryName[] namesOfLeaf = {};

  @Override
  protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
    endpoints = DocValues.getSorted(leaf.reader(), Fields.ENDPOINT);
    durations = DocValues.getNumeric(leaf.reader(), Fields.DURATION);
    errors = DocValues.getNumeric(leaf.reader(), Fields.ERRORS);
    highs = DocValues.getNumeric(leaf.reader(), Fields.ID_HIGH);
    lows = DocValues.getNumeric(leaf.reader(), Fields.ID_LOW);
    operations = DocValues.getSortedSet(leaf.reader(), Fields.CRITICAL);
    times = DocValues.getBinary(leaf.reader(), Fields.CRITICAL_TIMES);
    sumsOfLeaf = new Sum[endpoints.getValueCount()];
    namesOfLeaf = new EntryName[Math.toIntExact(operations.getValueCount())];
  }

  @Override
  public void collect(int doc) throws IOException {
    if (!endpoints.advanceExact(doc) || !durations.advanceExact(doc)) {
      return;
    }
    Sum sum = sum(endpoints.ordValue());
    long nanos = durations.longValue();
    sum.durations.add(nanos);
    sum.withErrors += errors.advanceExact(doc) ? 1 : 0;
    if (nanos >= sum.maxNanos && highs.advanceExact(doc) && lows.advanceExact(doc)) {
      TraceId id = new TraceId(highs.longValue(), lows.longValue());
      if (nanos > sum.maxNanos || id.compareTo(sum.slowest) < 0) {
        sum.slowest = id;
      }
      sum.maxNanos = nanos;
    }
    addCritical(sum, doc);
  }

  private void addCritical(Sum sum, int doc) throws IOException {
    if (!operations.advanceExact(doc) || !times.advanceExact(doc)) {
      return;
    }
    BytesRef bytes = times.binaryValue();
    ByteInput in = new ByteInput(bytes.bytes, bytes.offset, bytes.length);
    for (int left = operations.docValueCount(); left > 0; left--) {
      EntryName name = name((int) operations.nextOrd());
      Critical critical = sum.critical.get(name);
      if (critical == null) {
        critical = new Critical();
        sum.critical.put(name, critical);
      }
      critical.nanos += in.readUnsigned();
      critical.spans += in.readUnsigned();
    }
  }

  private Sum sum(int ordinal) throws IOException {
    Sum known = sumsOfLeaf[ordinal];
    if (known == null) {
      EntryName name = NameBytes.read(endpoints.lookupOrd(ordinal));
      known = sums.computeIfAbsent(name, unseen -> new Sum());
      sumsOfLeaf[ordinal] = known;
    }
    return known;
  }

  private EntryName name(int ordinal) throws IOException {
    EntryName known = namesOfLeaf[ordinal];
    if (known == null) {
      known = NameBytes.read(operations.lookupOrd(ordinal));
      namesOfLeaf[ordinal] = known;
    }
    return known;
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }

  /** By traces times p95, largest first, then by name. */
  List<EndpointTimes> result() {
    List<EndpointTimes> result = new ArrayList<>(sums.size());
    sums.forEach((name, sum) -> result.add(times(name, sum)));
    result.sort(
        Comparator.comparingDouble((EndpointTimes e) -> (double) e.traces() * e.durations().p95())
            .reversed()
            .thenComparing(EndpointTimes::service)
            .thenComparing(EndpointTimes::operation));
    return result;
  }

  private static EndpointTimes times(EntryName name, Sum sum) {
    List<CriticalTime> critical = new ArrayList<>(sum.critical.size());
    sum.critical.forEach((operation, time) ->
        critical.add(
            new CriticalTime(operation.service(), operation.operation(), time.nanos, time.spans)));
    critical.sort(
        Comparator.comparingLong(CriticalTime::nanos)
            .reversed()
            .thenComparing(CriticalTime::service)
            .thenComparing(CriticalTime::operation));
    return new EndpointTimes(
        name.service(),
        name.operation(),
        sum.durations.total(),
        sum.withErrors,
        new EndpointTimes.Quantiles(
            sum.durations.quantile(0.5),
            sum.durations.quantile(0.95),
            sum.durations.quantile(0.99),
            sum.maxNanos),
        sum.slowest,
        critical.subList(0, Math.min(critical.size(), MAX_CRITICAL)));
  }
}
