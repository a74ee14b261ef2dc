package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.profile.WindowProfile;
import io.longpole.query.store.Location;
import io.longpole.query.store.LogKey;
import io.longpole.query.store.StoredLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.BytesRef;

/**
 * The index of traces, their sightings and log records.
 *
 * <p>What is put is searchable after the next {@link #refresh}, and found by trace id at once. It
 * is durable after the next {@link #commit}; what was put since is lost with the process, and put
 * again by replay: putting is idempotent. Everything here may be called by any thread; puts take
 * turns.
 */
public final class TraceIndex implements AutoCloseable {

  private final Path folder;
  private final IndexSettings settings;
  private final Object puts = new Object();
  private final TraceDocuments documents;
  private final LogDocuments logDocuments;
  private final SeenTraces seen = new SeenTraces();
  private final ProfileMerging profiles = new ProfileMerging();
  private final OpenViews views = new OpenViews();
  private volatile OpenIndex open;
  // Traces that the readers may not show yet: those put before the refresh under way, and since.
  private volatile Map<TraceId, Existing> refreshing = Map.of();
  private volatile Map<TraceId, Existing> unrefreshed = new ConcurrentHashMap<>();

  private TraceIndex(Path folder, IndexSettings settings) {
    this.folder = folder;
    this.settings = settings;
    this.documents = new TraceDocuments(settings.maxTermsPerTrace());
    this.logDocuments = new LogDocuments(settings.maxTermsPerTrace());
    this.open = OpenIndex.open(folder, settings);
  }

  /** Opens the index of a folder at its last commit, or begins one. */
  public static TraceIndex open(Path folder, IndexSettings settings) {
    TraceIndex index = new TraceIndex(folder, settings);
    try {
      index.rememberTraces();
    } catch (IOException e) {
      index.close();
      throw new UncheckedIOException("the index in " + folder + " does not open", e);
    }
    return index;
  }

  private void rememberTraces() throws IOException {
    IndexSearcher searcher = open.acquire();
    try {
      profiles.remember(searcher);
      Terms ids = MultiTerms.getTerms(searcher.getIndexReader(), Fields.TRACE_ID);
      if (ids == null) {
        return;
      }
      long highest = DocValuesSkipper.globalMaxValue(searcher.getIndexReader(), Fields.POSITION);
      TermsEnum each = ids.iterator();
      for (BytesRef id = each.next(); id != null; id = each.next()) {
        ByteBuffer bytes = ByteBuffer.wrap(id.bytes, id.offset, id.length);
        seen.add(new TraceId(bytes.getLong(), bytes.getLong()), highest);
      }
    } finally {
      open.release(searcher);
    }
  }

  /**
   * Adds a trace with its sightings, in the place of an earlier version.
   *
   * @param mayExist false only if no version of this trace can be in the index, which is quicker
   * @throws ReplayNeededException if the index had to go back to its last commit
   */
  public void put(IndexedTrace trace, boolean mayExist) {
    TraceId id = trace.analysis().trace().id();
    synchronized (puts) {
      List<List<IndexableField>> block = documents.of(trace);
      change(writer -> {
        if (mayExist) {
          writer.updateDocuments(new Term(Fields.TRACE_ID, TraceDocuments.bytes(id)), block);
        } else {
          writer.addDocuments(block);
        }
      });
      seen.add(id, trace.location().position());
      unrefreshed.put(id, new Existing(trace.location(), trace.version(), trace.throughPosition()));
    }
  }

  /**
   * Adds a log record, in the place of an earlier one of the same key.
   *
   * @param location where it is in the trace log
   * @param mayExist false only if the key cannot be in the index, which is quicker
   * @throws ReplayNeededException if the index had to go back to its last commit
   */
  public void putLog(StoredLog log, Location location, boolean mayExist) {
    synchronized (puts) {
      List<IndexableField> document = logDocuments.of(log, location);
      change(writer -> {
        if (mayExist) {
          writer.updateDocument(LogDocuments.keyTerm(log.key()), document);
        } else {
          writer.addDocument(document);
        }
      });
    }
  }

  /** Whether a log record was put and refreshed. */
  public boolean hasLog(LogKey key) {
    return read(searcher -> searcher.count(new TermQuery(LogDocuments.keyTerm(key))) > 0);
  }

  /**
   * Adds what traces that were put add to the profiles of their endpoints; unlike the traces it
   * must not be put twice.
   *
   * @param windows by their start
   * @param position in the trace log, not before any of the traces: when that is released it goes
   * @throws ReplayNeededException if the index had to go back to its last commit
   */
  public void putProfiles(SortedMap<Long, WindowProfile> windows, long position) {
    windows.forEach((startNanos, window) -> {
      List<List<IndexableField>> block =
          ProfileDocuments.of(ProfileWindow.minute(startNanos), window, position);
      change(writer -> writer.addDocuments(block));
      profiles.put(startNanos);
    });
  }

  /**
   * Makes one document of the several of an endpoint and minute that is over, and later of those of
   * an hour; a little at each call, by the thread that puts profiles.
   *
   * @throws ReplayNeededException if the index had to go back to its last commit
   */
  public void mergeProfiles(long nowNanos) {
    List<ProfileMerging.Due> due = profiles.due(nowNanos);
    if (due.isEmpty()) {
      return;
    }
    refresh();
    for (ProfileMerging.Due each : due) {
      List<List<IndexableField>> block = read(searcher -> each.merged(searcher));
      if (!block.isEmpty()) {
        change(writer -> writer.updateDocuments(each.replaced(), block));
      }
      profiles.done(each);
    }
  }

  /** Documents with profiles: one for each endpoint and window, or a few. */
  public long profileDocuments() {
    return read(searcher -> searcher.count(new FieldExistsQuery(Fields.PROFILE_START)));
  }

  /** Forgets everything that was put and not committed, where nothing was committed. */
  public void clear() {
    synchronized (puts) {
      change(IndexWriter::deleteAll);
      unrefreshed = new ConcurrentHashMap<>();
      refreshing = Map.of();
    }
    profiles.clear();
    refresh();
  }

  /** How much was deleted. */
  public record Deleted(long traces, long logs) {}

  /**
   * Deletes the traces and log records that are before a position of the trace log, and refreshes.
   * They are gone for good after the next {@link #commit}.
   */
  public Deleted deleteBefore(long position) {
    refresh();
    Query before =
        NumericDocValuesField.newSlowRangeQuery(Fields.POSITION, Long.MIN_VALUE, position - 1);
    Deleted deleted =
        read(searcher ->
            new Deleted(
                count(searcher, before, Fields.THROUGH), count(searcher, before, Fields.LOG_TIME)));
    change(writer -> writer.deleteDocuments(before));
    refresh();
    seen.forgetBefore(position);
    return deleted;
  }

  private static long count(IndexSearcher searcher, Query before, String field) throws IOException {
    return searcher.count(
        new BooleanQuery.Builder()
            .add(before, BooleanClause.Occur.FILTER)
            .add(new FieldExistsQuery(field), BooleanClause.Occur.FILTER)
            .build());
  }

  /** Lets merges take what deleted documents still occupy off the disk; does not wait for them. */
  public void shrink() {
    change(writer -> writer.forceMergeDeletes(false));
  }

  /**
   * Bytes of the index on the disk, without the share of documents that are deleted: what it comes
   * to when merges have caught up.
   */
  public long liveBytes() {
    return read(searcher -> {
      double live = 0;
      for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
        if (leaf.reader() instanceof SegmentReader segment) {
          double share = (double) segment.numDocs() / Math.max(1, segment.maxDoc());
          live += share * segment.getSegmentInfo().sizeInBytes();
        }
      }
      return (long) live;
    });
  }

  /** Says, whenever it is asked, whether all views that are open now are closed. */
  public BooleanSupplier viewsClosed() {
    return views.allClosed();
  }

  /** The newest put version of a trace, whether refreshed or not. */
  public Optional<Existing> find(TraceId id) {
    // In this order: a refresh moves traces from the second map to the first, then to the readers.
    Existing recent = unrefreshed.get(id);
    if (recent == null) {
      recent = refreshing.get(id);
    }
    if (recent != null) {
      return Optional.of(recent);
    }
    return seen.mayContain(id) ? findInReaders(id) : Optional.empty();
  }

  private Optional<Existing> findInReaders(TraceId id) {
    return read(searcher -> TraceLookup.find(searcher, id));
  }

  private interface Reading<T> {
    T read(IndexSearcher searcher) throws IOException;
  }

  private <T> T read(Reading<T> reading) {
    OpenIndex current = open;
    try {
      IndexSearcher searcher = current.acquire();
      try {
        return reading.read(searcher);
      } finally {
        current.release(searcher);
      }
    } catch (IOException e) {
      current.noteDamage(e);
      throw new UncheckedIOException("the index in " + folder + " cannot be read", e);
    }
  }

  /** Makes everything put before searchable. */
  public synchronized void refresh() {
    synchronized (puts) {
      Map<TraceId, Existing> both = new ConcurrentHashMap<>(refreshing); // of a refresh that failed
      both.putAll(unrefreshed);
      refreshing = both;
      unrefreshed = new ConcurrentHashMap<>();
    }
    change(writer -> open.refresh());
    refreshing = Map.of();
  }

  /**
   * Makes everything put before durable, with the point up to which it stands for the span log. The
   * commit before stays until the new one is safe; puts and searches go on meanwhile.
   */
  public void commit(CommitPoint point) {
    Map<String, String> data = point.toCommitData();
    change(writer -> {
      writer.setLiveCommitData(data.entrySet());
      writer.commit();
    });
  }

  /** The point of the last commit; empty if there is none: everything must be put anew. */
  public Optional<CommitPoint> lastCommit() {
    return open.commitPoint();
  }

  /** A consistent view of what was refreshed, for one query; to be closed. */
  public IndexView view(Deadline deadline) {
    return new IndexView(open, deadline, views);
  }

  /** Documents in the index, replaced ones included until they are merged away. */
  public long documentCount() {
    return open.writer().getDocStats().maxDoc;
  }

  private interface Change {
    void apply(IndexWriter writer) throws IOException;
  }

  private void change(Change change) {
    OpenIndex current = open;
    Optional<Throwable> damage = current.damage();
    if (damage.isPresent()) {
      throw backToLastCommit(current, damage.get());
    }
    try {
      change.apply(current.writer());
    } catch (IOException | AlreadyClosedException e) {
      Throwable tragedy = current.writer().getTragicException();
      if (tragedy == null && current.writer().isOpen()) {
        throw new UncheckedIOException(
            "the index in " + folder, e instanceof IOException io ? io : new IOException(e));
      }
      throw backToLastCommit(current, tragedy == null ? e : tragedy);
    }
  }

  private ReplayNeededException backToLastCommit(OpenIndex failed, Throwable cause) {
    synchronized (puts) {
      if (open == failed) {
        try {
          failed.close();
        } catch (IOException | AlreadyClosedException e) {
          cause.addSuppressed(e);
        }
        open = OpenIndex.openAfter(cause, folder, settings);
        unrefreshed = new ConcurrentHashMap<>();
        refreshing = Map.of();
      }
      return new ReplayNeededException(open.commitPoint(), cause);
    }
  }

  /** Ends all use; what was not committed will be replayed. */
  @Override
  public void close() {
    try {
      open.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing the index in " + folder, e);
    }
  }
}
