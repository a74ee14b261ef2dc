package io.longpole.query.index;

import io.longpole.analyzer.finding.SeenHours;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.jspecify.annotations.Nullable;

/**
 * Gathers when endpoints had traces, over the whole index: two numbers are read a trace.
 *
 * <p>Names that are cut in the index are not found here: such an endpoint seems to have no traces.
 */
final class EndpointHours extends SimpleCollector {

  private final Map<String, SeenHours> byEndpoint = new HashMap<>();
  private SortedDocValues endpoints = DocValues.emptySorted();
  private NumericDocValues starts = DocValues.emptyNumeric();
  private @Nullable SeenHours[] hoursOfLeaf = {};

  private EndpointHours(Set<String> wanted) {
    wanted.forEach(endpoint -> byEndpoint.put(endpoint, new SeenHours()));
  }

  static Map<String, SeenHours> search(IndexSearcher searcher, Set<String> wanted)
      throws IOException {
    EndpointHours search = new EndpointHours(wanted);
    if (!wanted.isEmpty()) {
      Collecting.search(searcher, new FieldExistsQuery(Fields.DURATION), search);
    }
    return search.byEndpoint;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
    endpoints = DocValues.getSorted(leaf.reader(), Fields.ENDPOINT);
    starts = DocValues.getNumeric(leaf.reader(), Fields.START);
    hoursOfLeaf = new SeenHours[endpoints.getValueCount()];
    for (int i = 0; i < hoursOfLeaf.length; i++) {
      EntryName name = NameBytes.read(endpoints.lookupOrd(i));
      hoursOfLeaf[i] = byEndpoint.get(name.service() + " " + name.operation());
    }
  }

  @Override
  public void collect(int doc) throws IOException {
    if (!endpoints.advanceExact(doc)) {
      return;
    }
    SeenHours hours = hoursOfLeaf[endpoints.ordValue()];
    if (hours != null && starts.advanceExact(doc)) {
      hours.add(starts.longValue());
    }
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }
}
