package io.longpole.query.index;

import io.longpole.analyzer.profile.EndpointName;
import io.longpole.analyzer.profile.ProfileLimits;
import io.longpole.analyzer.profile.WindowProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Adds up the profiles of the windows that an interval touches. */
final class ProfileSearch {

  private final IndexSearcher searcher;
  private final Deadline deadline;

  ProfileSearch(IndexSearcher searcher, Deadline deadline) {
    this.searcher = searcher;
    this.deadline = deadline;
  }

  /** The endpoints whose names are in the index. */
  static List<EndpointName> endpoints(IndexSearcher searcher) throws IOException {
    List<EndpointName> names = new ArrayList<>();
    Terms terms = MultiTerms.getTerms(searcher.getIndexReader(), Fields.PROFILE_ENDPOINT);
    if (terms == null) {
      return names;
    }
    TermsEnum each = terms.iterator();
    for (BytesRef term = each.next(); term != null; term = each.next()) {
      names.add(ProfileDocuments.endpoint(term));
    }
    return names;
  }

  ProfileHits search(Interval interval, Optional<EndpointName> endpoint) throws IOException {
    ProfileReading reading = new ProfileReading(searcher);
    WindowProfile whole = new WindowProfile(ProfileLimits.DEFAULT);
    reading.read(
        query(interval, endpoint),
        profile -> {
          if (!deadline.isOver()) {
            whole.add(profile);
          }
        });
    whole.fold();
    return new ProfileHits(whole.endpoints(), reading.windows(), reading.unreadable());
  }

  private static Query query(Interval interval, Optional<EndpointName> endpoint) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    endpoint.ifPresent(name ->
        all.add(new TermQuery(ProfileDocuments.endpoint(name)), BooleanClause.Occur.FILTER));
    if (interval.isAll()) {
      all.add(new FieldExistsQuery(Fields.PROFILE_START), BooleanClause.Occur.FILTER);
    } else {
      all.add(
          NumericDocValuesField.newSlowRangeQuery(
              Fields.PROFILE_START, Long.MIN_VALUE, interval.toNanos() - 1),
          BooleanClause.Occur.FILTER);
      all.add(
          NumericDocValuesField.newSlowRangeQuery(
              Fields.PROFILE_END,
              interval.fromNanos() == Long.MAX_VALUE ? Long.MAX_VALUE : interval.fromNanos() + 1,
              Long.MAX_VALUE),
          BooleanClause.Occur.FILTER);
    }
    return all.build();
  }
}
