package io.longpole.query.index;

import io.longpole.analyzer.finding.SeenHours;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.profile.EndpointName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
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
  private final OpenViews views;
  private final Object counted;

  IndexView(OpenIndex open, Deadline deadline, OpenViews views) {
    this.open = open;
    this.views = views;
    this.deadline = deadline;
    counted = views.begin();
    try {
      shared = open.acquire();
    } catch (IOException e) {
      views.end(counted);
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

  /**
   * Log records, newest first.
   *
   * @throws IllegalArgumentException if the text is no query; the message says where
   */
  public LogHits logs(LogQuery query, LogReader reader) {
    return read(() -> new LogSearch(searcher).search(query, reader));
  }

  /** The newest refreshed version of a trace. */
  public Optional<Existing> find(TraceId id) {
    return read(() -> TraceLookup.find(searcher, id));
  }

  /** The newest traces with a span that links to the given trace. */
  public FoundTraces linkingTo(TraceId id, int limit) {
    return read(() -> NewestTraces.with(searcher, TermText.linked(id), Interval.ALL, limit));
  }

  /** The newest traces of an interval that sent or took messages, or link to spans. */
  public FoundTraces withMessages(Interval interval, int limit) {
    return read(() -> NewestTraces.with(searcher, TermText.MESSAGES, interval, limit));
  }

  /** The sightings in one trace, by their fingerprint. */
  public List<Sighting> sightingsIn(TraceId id) {
    return read(() -> SightingSearch.in(searcher, id));
  }

  /** Endpoints of the window's traces, by traces times p95, largest first; of one service. */
  public List<EndpointTimes> endpoints(Interval interval, String service) {
    return read(() -> {
      EndpointSearch search = new EndpointSearch();
      Collecting.search(searcher, TraceSearch.started(interval), search);
      return search.result().stream()
          .filter(each -> service.isEmpty() || each.service().equals(service))
          .toList();
    });
  }

  /** The endpoints that have matching traces, with the number of these; no trace is sampled. */
  public List<EndpointSample> endpointsWith(TraceQuery query) {
    return read(() -> {
      EndpointSampling all = new EndpointSampling(name -> true, id -> 0, 0);
      Collecting.search(searcher, new TraceSearch(searcher, deadline).lucene(query), all);
      return all.result();
    });
  }

  /** An even choice of at most so many traces of each wanted endpoint; the hash decides. */
  public List<EndpointSample> sample(
      Interval interval,
      Predicate<EntryName> wanted,
      ToLongFunction<TraceId> hash,
      int sizeOfEach) {
    return read(() -> {
      EndpointSampling sampling = new EndpointSampling(wanted, hash, sizeOfEach);
      Collecting.search(searcher, TraceSearch.started(interval), sampling);
      return sampling.result();
    });
  }

  /** Those of the known traces that the terms of a query match. */
  public Set<TraceId> matching(TraceQuery query, Set<TraceId> known) {
    return read(() -> {
      KnownIds ids = new KnownIds(known);
      Collecting.search(searcher, new TraceSearch(searcher, deadline).lucene(query), ids);
      return ids.matching();
    });
  }

  /** What the entry spans of the window's traces add up to; of one service if it is not empty. */
  public Operations operations(Interval interval, String service) {
    return read(() -> {
      OperationSearch search = new OperationSearch();
      Collecting.search(searcher, TraceSearch.started(interval), search);
      return new Operations(search.result(service), search.folded(), search.starts());
    });
  }

  /**
   * Statistics of operations.
   *
   * @param times by service, then count, most first
   * @param folded how many operations are in "(other)"
   * @param starts from the start of the first trace to that of the last
   */
  public record Operations(List<OperationTimes> times, long folded, Interval starts) {
    public Operations {
      times = List.copyOf(times);
    }
  }

  /** Sightings by fingerprint. */
  public List<SightingGroup> sightings(SightingQuery query) {
    return read(() -> SightingSearch.search(searcher, query));
  }

  /** When the wanted findings were seen, by fingerprint, in all there is. */
  public Map<String, SightedHours.Sighted> sightedHours(Predicate<String> wanted) {
    return read(() -> SightedHours.search(searcher, wanted));
  }

  /** When the wanted endpoints had traces, by "SERVICE OPERATION", in all there is. */
  public Map<String, SeenHours> traffic(Set<String> endpoints) {
    return read(() -> EndpointHours.search(searcher, endpoints));
  }

  /** What the traces that started in an interval, and the log records of it, add up to. */
  public TraceTotals totals(Interval interval) {
    return read(() -> TotalsSearch.of(searcher, interval));
  }

  /** How many log records of an interval have their trace in the index; walks all of it. */
  public long linkedLogs(Interval interval) {
    return read(() -> new LinkedLogs(searcher, interval, deadline).count());
  }

  /** The endpoints that there may be profiles of, in the order of their names. */
  public List<EndpointName> profiledEndpoints() {
    return read(() -> ProfileSearch.endpoints(searcher));
  }

  /** The profiles of all endpoints, of the windows that an interval touches. */
  public ProfileHits profiles(Interval interval) {
    return read(() -> new ProfileSearch(searcher, deadline).search(interval, Optional.empty()));
  }

  /** The profile of one endpoint. */
  public ProfileHits profile(Interval interval, EndpointName endpoint) {
    return read(
        () -> new ProfileSearch(searcher, deadline).search(interval, Optional.of(endpoint)));
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T read(Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      open.noteDamage(e);
      throw new UncheckedIOException("the index cannot be read", e);
    }
  }

  @Override
  public void close() {
    views.end(counted);
    try {
      open.release(shared);
    } catch (IOException e) {
      throw new UncheckedIOException("the index cannot be read", e);
    }
  }
}
