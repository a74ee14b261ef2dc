package io.longpole.query.index;

import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/** Adds up the numbers of traces. */
final class TotalsSearch extends SimpleCollector {

  private static final String[] SUMMED = {
    Fields.SPANS, Fields.INCOMPLETE, Fields.DUPLICATES, Fields.ORPHANS, Fields.SKEWED
  };

  private final NumericDocValues[] values = new NumericDocValues[SUMMED.length];
  private final long[] sums = new long[SUMMED.length];
  private long traces;

  static TraceTotals of(IndexSearcher searcher, Interval interval) throws IOException {
    TotalsSearch totals = new TotalsSearch();
    Collecting.search(searcher, TraceSearch.started(interval), totals);
    long logs = searcher.count(LogSearch.written(interval));
    long[] sums = totals.sums;
    return new TraceTotals(totals.traces, sums[0], logs, sums[1], sums[2], sums[3], sums[4]);
  }

  @Override
  protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
    for (int i = 0; i < SUMMED.length; i++) {
      values[i] = DocValues.getNumeric(leaf.reader(), SUMMED[i]);
    }
  }

  @Override
  public void collect(int doc) throws IOException {
    traces++;
    for (int i = 0; i < values.length; i++) {
      if (values[i].advanceExact(doc)) {
        sums[i] += values[i].longValue();
      }
    }
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }
}
