package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;
import io.longpole.query.store.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Counts the traces that have a term and keeps the newest of them.
 *
 * <p>Example: of starts 5, 9 and 7 the newest two are 7 and 9. O(n log k) for k of n.
 */
final class NewestTraces extends SimpleCollector {

  private static final String[] READ = {
    Fields.ID_HIGH, Fields.ID_LOW, Fields.POSITION, Fields.ORDINAL, Fields.VERSION, Fields.THROUGH
  };

  private static final Comparator<FoundTrace> IN_TIME =
      Comparator.comparingLong(FoundTrace::startNanos).thenComparing(FoundTrace::id);

  private final int limit;
  private final PriorityQueue<FoundTrace> newest = new PriorityQueue<>(IN_TIME);
  private final NumericDocValues[] values = new NumericDocValues[READ.length];
  private NumericDocValues starts = DocValues.emptyNumeric();
  private long matched;

  private NewestTraces(int limit) {
    this.limit = limit;
  }

  static FoundTraces with(IndexSearcher searcher, BytesRef term, Interval interval, int limit)
      throws IOException {
    if (interval.isEmpty()) {
      return new FoundTraces(List.of(), 0);
    }
    Query query =
        new BooleanQuery.Builder()
            .add(new TermQuery(new Term(Fields.TERMS, term)), BooleanClause.Occur.FILTER)
            .add(TraceSearch.started(interval), BooleanClause.Occur.FILTER)
            .build();
    NewestTraces collector = new NewestTraces(limit);
    Collecting.search(searcher, query, collector);
    List<FoundTrace> found = new ArrayList<>(collector.newest);
    found.sort(IN_TIME);
    return new FoundTraces(found, collector.matched);
  }

  @Override
  protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
    starts = DocValues.getNumeric(leaf.reader(), Fields.START);
    for (int i = 0; i < READ.length; i++) {
      values[i] = DocValues.getNumeric(leaf.reader(), READ[i]);
    }
  }

  @Override
  public void collect(int doc) throws IOException {
    matched++;
    long start = starts.advanceExact(doc) ? starts.longValue() : 0;
    if (newest.size() == limit && start < newest.element().startNanos()) {
      return;
    }
    long[] read = new long[READ.length];
    for (int i = 0; i < READ.length; i++) {
      boolean present = values[i].advanceExact(doc);
      read[i] = present ? values[i].longValue() : READ[i].equals(Fields.VERSION) ? 1 : 0;
    }
    Existing existing = new Existing(new Location(read[2], (int) read[3]), (int) read[4], read[5]);
    newest.add(new FoundTrace(new TraceId(read[0], read[1]), start, existing));
    if (newest.size() > limit) {
      newest.remove();
    }
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }
}
