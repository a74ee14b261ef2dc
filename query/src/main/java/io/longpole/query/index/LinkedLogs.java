package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/**
 * Counts the log records of an interval whose trace is in the index.
 *
 * <p>Both the trace ids of traces and those of log records are terms in order: walking the two
 * orders side by side once costs less than asking for each record's trace.
 */
final class LinkedLogs {

  private final IndexReader reader;
  private final Interval interval;
  private final Deadline deadline;

  LinkedLogs(IndexSearcher searcher, Interval interval, Deadline deadline) {
    this.reader = searcher.getIndexReader();
    this.interval = interval;
    this.deadline = deadline;
  }

  long count() throws IOException {
    Terms traces = MultiTerms.getTerms(reader, Fields.TRACE_ID);
    if (traces == null) {
      return 0;
    }
    long linked = 0;
    for (LeafReaderContext leaf : reader.leaves()) {
      Terms logs = leaf.reader().terms(Fields.LOG_TRACE);
      if (logs != null) {
        linked += count(logs.iterator(), traces.iterator(), leaf.reader());
      }
    }
    return linked;
  }

  private long count(TermsEnum logs, TermsEnum traces, LeafReader leaf) throws IOException {
    long linked = 0;
    BytesRef trace = traces.next();
    PostingsEnum postings = null;
    for (BytesRef log = logs.next(); log != null && !deadline.isOver(); log = logs.next()) {
      TraceId id =
          TraceId.parse(new String(log.bytes, log.offset, log.length, StandardCharsets.US_ASCII));
      BytesRef wanted = TraceDocuments.bytes(id);
      if (trace != null && trace.compareTo(wanted) < 0) {
        trace = traces.seekCeil(wanted) == TermsEnum.SeekStatus.END ? null : traces.term();
      }
      if (trace == null) {
        break;
      }
      if (trace.bytesEquals(wanted)) {
        postings = logs.postings(postings, PostingsEnum.NONE);
        linked += countPostings(postings, leaf);
      }
    }
    return linked;
  }

  private long countPostings(PostingsEnum postings, LeafReader leaf) throws IOException {
    Bits live = leaf.getLiveDocs();
    NumericDocValues times = interval.isAll() ? null : leaf.getNumericDocValues(Fields.LOG_TIME);
    long count = 0;
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      boolean inside =
          times == null
              || (times.advanceExact(doc)
                  && times.longValue() >= interval.fromNanos()
                  && times.longValue() < interval.toNanos());
      count += inside && (live == null || live.get(doc)) ? 1 : 0;
    }
    return count;
  }
}
