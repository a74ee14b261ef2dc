package io.longpole.query.index;

import io.longpole.query.store.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/**
 * Counts all matching log records and keeps the newest few; of equal time those that came first.
 */
final class NewestLogs extends SimpleCollector {

  private record Found(long timeNanos, Location location) {
    static final Comparator<Found> NEWEST =
        Comparator.comparingLong(Found::timeNanos).reversed().thenComparing(Found::location);
  }

  private final int limit;
  private final PriorityQueue<Found> newest = new PriorityQueue<>(Found.NEWEST.reversed());
  private long matched;
  private long oldestNanos = Long.MIN_VALUE;
  private NumericDocValues times = DocValues.emptyNumeric();
  private NumericDocValues positions = DocValues.emptyNumeric();
  private NumericDocValues ordinals = DocValues.emptyNumeric();

  NewestLogs(int limit) {
    this.limit = limit;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
    times = DocValues.getNumeric(leaf.reader(), Fields.LOG_TIME);
    positions = DocValues.getNumeric(leaf.reader(), Fields.POSITION);
    ordinals = DocValues.getNumeric(leaf.reader(), Fields.ORDINAL);
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
    if (positions.advanceExact(doc) && ordinals.advanceExact(doc)) {
      Location location = new Location(positions.longValue(), (int) ordinals.longValue());
      newest.add(new Found(timeNanos, location));
    }
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

  /** Where they are, newest first. */
  List<Location> locations() {
    List<Found> sorted = new ArrayList<>(newest);
    sorted.sort(Found.NEWEST);
    return sorted.stream().map(Found::location).toList();
  }
}
