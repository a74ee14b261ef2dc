package io.longpole.query.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/** Counts all matching log records and keeps the newest few; of equal time those of lowest key. */
final class NewestLogs extends SimpleCollector {

  private record Found(long timeNanos, String key, int doc) {
    static final Comparator<Found> NEWEST =
        Comparator.comparingLong(Found::timeNanos).reversed().thenComparing(Found::key);
  }

  private final int limit;
  private final PriorityQueue<Found> newest = new PriorityQueue<>(Found.NEWEST.reversed());
  private long matched;
  private long oldestNanos = Long.MIN_VALUE;
  private int base;
  private NumericDocValues times = DocValues.emptyNumeric();
  private SortedDocValues keys = DocValues.emptySorted();

  NewestLogs(int limit) {
    this.limit = limit;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
    base = leaf.docBase;
    times = DocValues.getNumeric(leaf.reader(), Fields.LOG_TIME);
    keys = DocValues.getSorted(leaf.reader(), Fields.LOG_KEY);
  }

  @Override
  public void collect(int doc) throws IOException {
    if (!times.advanceExact(doc)) {
      return;
    }
    matched++;
    long timeNanos = times.longValue();
    if (newest.size() == limit && timeNanos < oldestNanos) {
      return;
    }
    String key = keys.advanceExact(doc) ? keys.lookupOrd(keys.ordValue()).utf8ToString() : "";
    newest.add(new Found(timeNanos, key, base + doc));
    if (newest.size() > limit) {
      newest.poll();
    }
    if (newest.size() == limit) {
      oldestNanos = newest.element().timeNanos;
    }
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }

  long matched() {
    return matched;
  }

  /** The documents, newest first. */
  List<Integer> documents() {
    List<Found> sorted = new ArrayList<>(newest);
    sorted.sort(Found.NEWEST);
    return sorted.stream().map(Found::doc).toList();
  }
}
