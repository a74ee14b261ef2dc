package io.longpole.query.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.search.IndexSearcher;

/**
 * The index as it was at its last refresh, for one query; sees no change until it is closed.
 *
 * <p>A query that misses its deadline answers with what it has; the caller asks the deadline.
 */
public final class IndexView implements AutoCloseable {

  private final OpenIndex open;
  private final IndexSearcher shared;
  private final IndexSearcher searcher;
  private final Deadline deadline;

  IndexView(OpenIndex open, Deadline deadline) {
    this.open = open;
    this.deadline = deadline;
    try {
      shared = open.acquire();
    } catch (IOException e) {
      throw new UncheckedIOException("the index cannot be read", e);
    }
    searcher = new IndexSearcher(shared.getIndexReader());
    searcher.setTimeout(deadline.toLucene());
    searcher.setQueryCache(null);
  }

  /** Traces, slowest first; the check is asked only where terms do not decide. */
  public TraceHits traces(TraceQuery query, SpanCheck check) {
    return read(() -> new TraceSearch(searcher, deadline).search(query, check));
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T read(Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new UncheckedIOException("the index cannot be read", e);
    }
  }

  @Override
  public void close() {
    try {
      open.release(shared);
    } catch (IOException e) {
      throw new UncheckedIOException("the index cannot be read", e);
    }
  }
}
