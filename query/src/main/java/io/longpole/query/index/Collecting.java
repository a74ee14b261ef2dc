package io.longpole.query.index;

import java.io.IOException;
import java.util.Collection;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;

/** Runs a query in the calling thread, with one collector for all segments in their order. */
final class Collecting {

  private Collecting() {}

  static void search(IndexSearcher searcher, Query query, Collector collector) throws IOException {
    searcher.search(
        query,
        new CollectorManager<Collector, Collector>() {
          @Override
          public Collector newCollector() {
            return collector;
          }

          @Override
          public Collector reduce(Collection<Collector> same) {
            return collector;
          }
        });
  }
}
