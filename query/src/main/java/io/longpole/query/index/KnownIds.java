package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/** Which of some known traces a query matches. */
final class KnownIds extends SimpleCollector {

  private final Set<TraceId> known;
  private final Set<TraceId> matching = new HashSet<>();
  private NumericDocValues highs = DocValues.emptyNumeric();
  private NumericDocValues lows = DocValues.emptyNumeric();

  KnownIds(Set<TraceId> known) {
    this.known = known;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
    highs = DocValues.getNumeric(leaf.reader(), Fields.ID_HIGH);
    lows = DocValues.getNumeric(leaf.reader(), Fields.ID_LOW);
  }

  @Override
  public void collect(int doc) throws IOException {
    if (highs.advanceExact(doc) && lows.advanceExact(doc)) {
      TraceId id = new TraceId(highs.longValue(), lows.longValue());
      if (known.contains(id)) {
        matching.add(id);
      }
    }
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }

  Set<TraceId> matching() {
    return matching;
  }
}
