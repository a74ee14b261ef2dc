package io.longpole.query.index;

import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.SpanId;
import io.longpole.query.store.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Finds log records in one view of the index. */
final class LogSearch {

  private final IndexSearcher searcher;

  LogSearch(IndexSearcher searcher) {
    this.searcher = searcher;
  }

  LogHits search(LogQuery query, LogReader reader) throws IOException {
    Query lucene = lucene(query);
    if (query.interval().isEmpty()) {
      return new LogHits(List.of(), 0, 0);
    }
    NewestLogs newest = new NewestLogs(query.limit());
    try {
      Collecting.search(searcher, lucene, newest);
    } catch (IndexSearcher.TooManyClauses e) {
      throw new IllegalArgumentException(
          "query: more than " + IndexSearcher.getMaxClauseCount() + " clauses", e);
    }
    List<Location> found = newest.locations();
    List<LogRecord> records = new ArrayList<>(found.size());
    for (Location location : found) {
      reader.read(location).ifPresent(records::add);
    }
    return new LogHits(records, newest.matched(), found.size() - records.size());
  }

  private static Query lucene(LogQuery query) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    if (!query.text().isBlank()) {
      Query text = LogQueryText.parse(query.text(), query.interval().isAtMostADay());
      all.add(text, BooleanClause.Occur.FILTER);
    }
    if (query.traceId().isValid()) {
      filter(all, new Term(Fields.LOG_TRACE, query.traceId().hex()));
    }
    if (query.spanId() != SpanId.NONE) {
      filter(all, new Term(Fields.LOG_SPAN, SpanId.hex(query.spanId())));
    }
    if (!query.service().isEmpty()) {
      filter(all, new Term(Fields.LOG_SERVICE, TermText.term(query.service())));
    }
    if (query.minSeverityNumber() > 0) {
      all.add(
          NumericDocValuesField.newSlowRangeQuery(
              Fields.LOG_SEVERITY_NUMBER, query.minSeverityNumber(), Long.MAX_VALUE),
          BooleanClause.Occur.FILTER);
    }
    all.add(written(query.interval()), BooleanClause.Occur.FILTER);
    return all.build();
  }

  /** All log records of an interval. */
  static Query written(Interval interval) {
    return interval.isAll()
        ? new FieldExistsQuery(Fields.LOG_TIME)
        : NumericDocValuesField.newSlowRangeQuery(
            Fields.LOG_TIME, interval.fromNanos(), interval.toNanos() - 1);
  }

  private static void filter(BooleanQuery.Builder all, Term term) {
    all.add(new TermQuery(term), BooleanClause.Occur.FILTER);
  }
}
