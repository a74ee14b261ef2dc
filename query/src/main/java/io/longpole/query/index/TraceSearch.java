package io.longpole.query.index;

import io.longpole.query.index.TraceQuery.Attribute;
import io.longpole.query.store.ByteInput;
import io.longpole.query.store.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Finds traces in one view of the index. */
final class TraceSearch {

  /** How many candidates are checked on their spans at a time: few first, for a quick answer. */
  private static final int FIRST_BATCH = 1_000;

  private static final int LARGEST_BATCH = 100_000;

  private final IndexSearcher searcher;
  private final Deadline deadline;

  TraceSearch(IndexSearcher searcher, Deadline deadline) {
    this.searcher = searcher;
    this.deadline = deadline;
  }

  TraceHits search(TraceQuery query, SpanCheck check) throws IOException {
    if (query.interval().isEmpty()) {
      return new TraceHits(List.of(), 0);
    }
    return mustCheck(query) ? searchChecked(query, check) : searchTerms(query);
  }

  private boolean mustCheck(TraceQuery query) throws IOException {
    return query.attributes().size() > 1
        || (!query.attributes().isEmpty()
            && searcher.getIndexReader().docFreq(new Term(Fields.TERMS, TermText.MORE_ATTRIBUTES))
                > 0);
  }

  private TraceHits searchTerms(TraceQuery query) throws IOException {
    SlowestTraces slowest = slowest(query, query.limit(), null);
    return new TraceHits(hits(slowest.slowest()), slowest.matched());
  }

  private SlowestTraces slowest(TraceQuery query, int limit, @Nullable Candidate after)
      throws IOException {
    SlowestTraces slowest =
        new SlowestTraces(limit, query.minDurationNanos(), query.maxDurationNanos(), after);
    Collecting.search(searcher, lucene(query), slowest);
    return slowest;
  }

  /** Reads the candidates' spans, slowest first in growing batches, until all are or time is up. */
  private TraceHits searchChecked(TraceQuery query, SpanCheck check) throws IOException {
    List<Candidate> listed = new ArrayList<>();
    long matched = 0;
    Candidate after = null;
    for (int batch = FIRST_BATCH; !deadline.isOver(); batch = Math.min(batch * 10, LARGEST_BATCH)) {
      List<Candidate> candidates = slowest(query, batch, after).slowest();
      List<Candidate> checked = checked(candidates, check);
      matched += checked.size();
      for (Candidate candidate : checked) {
        if (listed.size() < query.limit()) {
          listed.add(candidate);
        }
      }
      if (candidates.size() < batch) {
        break;
      }
      after = candidates.getLast();
    }
    return new TraceHits(hits(listed), matched);
  }

  private record Placed(Candidate candidate, Existing existing) {}

  /** Those of a batch that match, in its order; read in the order in which they are stored. */
  private List<Candidate> checked(List<Candidate> batch, SpanCheck check) throws IOException {
    List<Placed> stored = new ArrayList<>(batch.size());
    for (Candidate candidate : batch) {
      stored.add(new Placed(candidate, existing(candidate.doc())));
    }
    stored.sort(
        Comparator.comparingLong((Placed p) -> p.existing.location().position())
            .thenComparingInt(p -> p.existing.location().ordinal()));
    List<Candidate> matching = new ArrayList<>();
    for (Placed placed : stored) {
      if (deadline.isOver()) {
        break;
      }
      if (check.matches(placed.candidate.id(), placed.existing)) {
        matching.add(placed.candidate);
      }
    }
    matching.sort(Candidate.SLOWEST);
    return matching;
  }

  private List<TraceHit> hits(List<Candidate> candidates) throws IOException {
    List<TraceHit> hits = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      hits.add(hit(candidate));
    }
    return hits;
  }

  private TraceHit hit(Candidate candidate) throws IOException {
    StoredFields stored = searcher.storedFields();
    Document document = stored.document(candidate.doc(), Set.of(Fields.LINE));
    BytesRef line = document.getBinaryValue(Fields.LINE);
    Term logs = new Term(Fields.LOG_TRACE, candidate.id().hex());
    return new TraceHit(
        candidate.id(),
        number(candidate.doc(), Fields.START, 0),
        candidate.durationNanos(),
        existing(candidate.doc()),
        TraceLine.read(new ByteInput(line.bytes, line.offset, line.length)),
        searcher.count(new TermQuery(logs)));
  }

  private Existing existing(int doc) throws IOException {
    long position = number(doc, Fields.POSITION, 0);
    return new Existing(
        new Location(position, (int) number(doc, Fields.ORDINAL, 0)),
        (int) number(doc, Fields.VERSION, 1),
        number(doc, Fields.THROUGH, 0));
  }

  private long number(int doc, String field, long absent) throws IOException {
    List<LeafReaderContext> leaves = searcher.getLeafContexts();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
    NumericDocValues values = leaf.reader().getNumericDocValues(field);
    return values != null && values.advanceExact(doc - leaf.docBase) ? values.longValue() : absent;
  }

  /** The terms of a query; not the limits of duration. */
  Query lucene(TraceQuery query) throws IOException {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    if (!query.operation().isEmpty() && !query.service().isEmpty()) {
      filter(all, TermText.operation(query.operation(), query.service()));
    } else if (!query.operation().isEmpty()) {
      Term start = new Term(Fields.TERMS, TermText.operation(query.operation()));
      all.add(new PrefixQuery(start), BooleanClause.Occur.FILTER);
    } else if (!query.service().isEmpty()) {
      filter(all, TermText.service(query.service()));
    }
    if (!query.detector().isEmpty()) {
      filter(all, TermText.detector(query.detector()));
    }
    if (!query.fingerprint().isEmpty()) {
      filter(all, TermText.fingerprint(query.fingerprint()));
    }
    for (Attribute attribute : query.attributes()) {
      all.add(attribute(attribute), BooleanClause.Occur.FILTER);
    }
    if (query.errorsOnly()) {
      all.add(new FieldExistsQuery(Fields.ERRORS), BooleanClause.Occur.FILTER);
    }
    all.add(started(query.interval()), BooleanClause.Occur.FILTER);
    return all.build();
  }

  /** All traces that started in an interval. */
  static Query started(Interval interval) {
    return interval.isAll()
        ? new FieldExistsQuery(Fields.DURATION)
        : NumericDocValuesField.newSlowRangeQuery(
            Fields.START, interval.fromNanos(), interval.toNanos() - 1);
  }

  private static void filter(BooleanQuery.Builder all, BytesRef term) {
    all.add(new TermQuery(new Term(Fields.TERMS, term)), BooleanClause.Occur.FILTER);
  }

  /**
   * The traces with that attribute, and those whose attributes were too many to be terms; the name
   * of a service is no attribute there.
   */
  private static Query attribute(Attribute attribute) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    any.add(
        new TermQuery(
            new Term(Fields.TERMS, TermText.attribute(attribute.key(), attribute.value()))),
        BooleanClause.Occur.SHOULD);
    any.add(
        new TermQuery(new Term(Fields.TERMS, TermText.MORE_ATTRIBUTES)),
        BooleanClause.Occur.SHOULD);
    if (attribute.key().equals(TraceTerms.SERVICE_NAME)) {
      any.add(
          new TermQuery(new Term(Fields.TERMS, TermText.service(attribute.value()))),
          BooleanClause.Occur.SHOULD);
    }
    return any.build();
  }
}
