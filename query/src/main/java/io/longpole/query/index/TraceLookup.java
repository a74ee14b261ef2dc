package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;
import io.longpole.query.store.Location;
import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Finds the document of one trace by its id. */
final class TraceLookup {

  private TraceLookup() {}

  static Optional<Existing> find(IndexSearcher searcher, TraceId id) throws IOException {
    BytesRef term = TraceDocuments.bytes(id);
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      Existing existing = findInLeaf(leaf.reader(), term);
      if (existing != null) {
        return Optional.of(existing);
      }
    }
    return Optional.empty();
  }

  private static @Nullable Existing findInLeaf(LeafReader leaf, BytesRef id) throws IOException {
    Terms terms = leaf.terms(Fields.TRACE_ID);
    if (terms == null) {
      return null;
    }
    TermsEnum each = terms.iterator();
    if (!each.seekExact(id)) {
      return null;
    }
    PostingsEnum postings = each.postings(null, PostingsEnum.NONE);
    int doc = postings.nextDoc();
    while (doc != DocIdSetIterator.NO_MORE_DOCS) {
      NumericDocValues through = leaf.getNumericDocValues(Fields.THROUGH); // only traces have it
      boolean live = leaf.getLiveDocs() == null || leaf.getLiveDocs().get(doc);
      if (live && through != null && through.advanceExact(doc)) {
        return new Existing(
            new Location(
                number(leaf, Fields.POSITION, doc, 0), (int) number(leaf, Fields.ORDINAL, doc, 0)),
            (int) number(leaf, Fields.VERSION, doc, 1),
            through.longValue());
      }
      doc = postings.nextDoc();
    }
    return null;
  }

  private static long number(LeafReader leaf, String field, int doc, long absent)
      throws IOException {
    NumericDocValues values = leaf.getNumericDocValues(field);
    return values != null && values.advanceExact(doc) ? values.longValue() : absent;
  }
}
