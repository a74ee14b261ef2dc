package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;
import io.longpole.query.index.EndpointSample.Sampled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.jspecify.annotations.Nullable;

/**
 * Counts traces by endpoint, and keeps of each endpoint those whose ids have the smallest hashes.
 *
 * <p>Example: of 5,000 traces of one endpoint and a size of 2,000 it keeps the same 2,000 every
 * time. O(n log k) for k kept.
 */
final class EndpointSampling extends SimpleCollector {

  private record Kept(long hash, Sampled trace) {
    static final Comparator<Kept> BY_HASH =
        Comparator.comparingLong(Kept::hash).thenComparing(kept -> kept.trace.id());
  }

  private static final class Sample {
    private final PriorityQueue<Kept> kept = new PriorityQueue<>(Kept.BY_HASH.reversed());
    private long total;
  }

  private final Predicate<EntryName> wanted;
  private final ToLongFunction<TraceId> hash;
  private final int size;
  private final Map<EntryName, Sample> samples = new HashMap<>();
  private SortedDocValues endpoints = DocValues.emptySorted();
  private NumericDocValues durations = DocValues.emptyNumeric();
  private NumericDocValues highs = DocValues.emptyNumeric();
  private NumericDocValues lows = DocValues.emptyNumeric();
  private @Nullable Sample[] samplesOfLeaf = {};
  private boolean[] isUnwanted = {};

  EndpointSampling(Predicate<EntryName> wanted, ToLongFunction<TraceId> hash, int size) {
    this.wanted = wanted;
    this.hash = hash;
    this.size = size;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
    endpoints = DocValues.getSorted(leaf.reader(), Fields.ENDPOINT);
    durations = DocValues.getNumeric(leaf.reader(), Fields.DURATION);
    highs = DocValues.getNumeric(leaf.reader(), Fields.ID_HIGH);
    lows = DocValues.getNumeric(leaf.reader(), Fields.ID_LOW);
    samplesOfLeaf = new Sample[endpoints.getValueCount()];
    isUnwanted = new boolean[endpoints.getValueCount()];
  }

  @Override
  public void collect(int doc) throws IOException {
    if (!endpoints.advanceExact(doc) || !durations.advanceExact(doc)) {
      return;
    }
    Sample sample = sample(endpoints.ordValue());
    if (sample == null) {
      return;
    }
    sample.total++;
    if (size > 0 && highs.advanceExact(doc) && lows.advanceExact(doc)) {
      TraceId id = new TraceId(highs.longValue(), lows.longValue());
      sample.kept.add(new Kept(hash.applyAsLong(id), new Sampled(id, durations.longValue())));
      if (sample.kept.size() > size) {
        sample.kept.poll();
      }
    }
  }

  private @Nullable Sample sample(int ordinal) throws IOException {
    Sample known = samplesOfLeaf[ordinal];
    if (known == null && !isUnwanted[ordinal]) {
      EntryName name = NameBytes.read(endpoints.lookupOrd(ordinal));
      if (wanted.test(name)) {
        known = samples.computeIfAbsent(name, unseen -> new Sample());
        samplesOfLeaf[ordinal] = known;
      } else {
        isUnwanted[ordinal] = true;
      }
    }
    return known;
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }

  /** Most traces first, then by name. */
  List<EndpointSample> result() {
    List<EndpointSample> result = new ArrayList<>(samples.size());
    samples.forEach((name, sample) ->
        result.add(
            new EndpointSample(
                name,
                sample.kept.stream().sorted(Kept.BY_HASH).map(Kept::trace).toList(),
                sample.total)));
    result.sort(
        Comparator.comparingLong(EndpointSample::total)
            .reversed()
            .thenComparing(sample -> sample.endpoint().service())
            .thenComparing(sample -> sample.endpoint().operation())
            .thenComparing(sample -> sample.endpoint().kind()));
    return result;
  }
}
