package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.jspecify.annotations.Nullable;

/**
 * Counts all matching traces and keeps the slowest few, those after a given one if asked.
 *
 * <p>Example: of durations 5, 9, 7, 9 the slowest two are the nines, by id; after them come 7 and
 * 5. Reads one number a match; the id only of those that are slow enough: O(n + k log k log n) for
 * k of n matches in random order.
 */
final class SlowestTraces extends SimpleCollector {

  private final int limit;
  private final long minNanos;
  private final long maxNanos;
  private final @Nullable Candidate after;
  private final PriorityQueue<Candidate> slowest =
      new PriorityQueue<>(Candidate.SLOWEST.reversed());
  private long matched;
  private long worstNanos = Long.MIN_VALUE;
  private int base;
  private NumericDocValues durations = DocValues.emptyNumeric();
  private NumericDocValues highs = DocValues.emptyNumeric();
  private NumericDocValues lows = DocValues.emptyNumeric();

  SlowestTraces(int limit, long minNanos, long maxNanos, @Nullable Candidate after) {
    this.limit = limit;
    this.minNanos = minNanos;
    this.maxNanos = maxNanos;
    this.after = after;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
    base = leaf.docBase;
    durations = DocValues.getNumeric(leaf.reader(), Fields.DURATION);
    highs = DocValues.getNumeric(leaf.reader(), Fields.ID_HIGH);
    lows = DocValues.getNumeric(leaf.reader(), Fields.ID_LOW);
  }

  @Override
  public void collect(int doc) throws IOException {
    if (!durations.advanceExact(doc)) {
      return;
    }
    long nanos = durations.longValue();
    if (nanos < minNanos || nanos > maxNanos) {
      return;
    }
    matched++;
    boolean full = slowest.size() == limit;
    if ((full && nanos < worstNanos) || (after != null && nanos > after.durationNanos())) {
      return;
    }
    keep(nanos, doc);
  }

  private void keep(long nanos, int doc) throws IOException {
    if (!highs.advanceExact(doc) || !lows.advanceExact(doc)) {
      return;
    }
    TraceId id = new TraceId(highs.longValue(), lows.longValue());
    Candidate candidate = new Candidate(nanos, id, base + doc);
    if (after != null && Candidate.SLOWEST.compare(candidate, after) <= 0) {
      return;
    }
    slowest.add(candidate);
    if (slowest.size() > limit) {
      slowest.poll();
    }
    if (slowest.size() == limit) {
      worstNanos = slowest.element().durationNanos();
    }
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }

  long matched() {
    return matched;
  }

  List<Candidate> slowest() {
    List<Candidate> sorted = new ArrayList<>(slowest);
    sorted.sort(Candidate.SLOWEST);
    return sorted;
  }
}
