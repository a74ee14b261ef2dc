package io.longpole.query.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A writer and the readers over it, opened at the last commit of a folder. */
final class OpenIndex {

  private static final Logger LOG = LoggerFactory.getLogger(OpenIndex.class);

  private static final String DAMAGED = ".damaged";

  /**
   * Twice Lucene's: each refresh makes a small segment, and merging them is a fifth of the cost.
   */
  private static final int SEGMENTS_PER_TIER = 16;

  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final AtomicReference<@Nullable Throwable> damage = new AtomicReference<>();

  private OpenIndex(Directory directory, IndexWriter writer) throws IOException {
    this.directory = directory;
    this.writer = writer;
    this.searchers = new SearcherManager(writer, true, false, new SearcherFactory());
  }

  /**
   * Opens the folder after a failure; an index that is damaged is moved aside, aloud, and a new one
   * begun.
   */
  static OpenIndex openAfter(Throwable failure, Path folder, IndexSettings settings) {
    if (isDamage(failure)) {
      try {
        moveAside(folder, failure);
      } catch (IOException e) {
        throw new UncheckedIOException("the damaged index in " + folder + " cannot be moved", e);
      }
    }
    return open(folder, settings);
  }

  private static boolean isDamage(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CorruptIndexException || each instanceof java.io.EOFException) {
        return true;
      }
    }
    return false;
  }

  /** Remembers that reading failed because the files are not what was written. */
  void noteDamage(Throwable failure) {
    if (isDamage(failure)) {
      damage.compareAndSet(null, failure);
    }
  }

  /** What was noted, if anything. */
  Optional<Throwable> damage() {
    return Optional.ofNullable(damage.get());
  }

  /** Opens the folder; an index that cannot be read is moved aside, aloud, and a new one begun. */
  static OpenIndex open(Path folder, IndexSettings settings) {
    try {
      Files.createDirectories(folder);
      try {
        return openLast(folder, settings);
      } catch (CorruptIndexException
          | IndexFormatTooNewException
          | IndexFormatTooOldException
          | IndexNotFoundException
          | java.io.EOFException
          | java.nio.file.NoSuchFileException
          | IllegalArgumentException e) {
        moveAside(folder, e);
        return openLast(folder, settings);
      }
    } catch (LockObtainFailedException e) {
      throw new UncheckedIOException(
          "the index in " + folder + " is in use by another process: stop it first", e);
    } catch (IOException e) {
      throw new UncheckedIOException("the index in " + folder + " does not open", e);
    }
  }

  private static OpenIndex openLast(Path folder, IndexSettings settings) throws IOException {
    Directory directory = FSDirectory.open(folder);
    IndexWriter writer = null;
    try {
      writer = new IndexWriter(directory, config(settings));
      Map<String, String> data = commitData(writer);
      if (CommitPoint.isIn(data)) {
        CommitPoint.of(data);
      }
      return new OpenIndex(directory, writer);
    } catch (IOException | RuntimeException e) {
      if (writer != null) {
        writer.rollback();
      }
      directory.close();
      throw e;
    }
  }

  private static IndexWriterConfig config(IndexSettings settings) {
    TieredMergePolicy merges = new TieredMergePolicy().setSegmentsPerTier(SEGMENTS_PER_TIER);
    ConcurrentMergeScheduler scheduler = new ConcurrentMergeScheduler();
    scheduler.setMaxMergesAndThreads(6, 1);
    return new IndexWriterConfig(new LogAnalyzer())
        .setRAMBufferSizeMB(settings.bufferMegabytes())
        .setMergePolicy(merges)
        .setMergeScheduler(scheduler)
        .setUseCompoundFile(false)
        .setCommitOnClose(false);
  }

  private static void moveAside(Path folder, Throwable because) throws IOException {
    Path aside = folder.resolveSibling(folder.getFileName() + DAMAGED);
    IndexFolders.delete(aside); // of an earlier time: one is enough to look at
    Files.move(folder, aside);
    Files.createDirectories(folder);
    LOG.error(
        "The index in {} cannot be read ({}). It was moved to {}; a new one is built from the trace"
            + " log.",
        folder,
        because.toString(),
        aside);
  }

  IndexWriter writer() {
    return writer;
  }

  IndexSearcher acquire() throws IOException {
    return searchers.acquire();
  }

  void release(IndexSearcher searcher) throws IOException {
    searchers.release(searcher);
  }

  void refresh() throws IOException {
    searchers.maybeRefreshBlocking();
  }

  Optional<CommitPoint> commitPoint() {
    Map<String, String> data = commitData(writer);
    return CommitPoint.isIn(data) ? Optional.of(CommitPoint.of(data)) : Optional.empty();
  }

  private static Map<String, String> commitData(IndexWriter writer) {
    Map<String, String> data = new TreeMap<>();
    Iterable<Map.Entry<String, String>> live = writer.getLiveCommitData();
    if (live != null) {
      live.forEach(entry -> data.put(entry.getKey(), entry.getValue()));
    }
    return data;
  }

  /** Closes without another commit: what is not committed is replayed. */
  void close() throws IOException {
    try (directory) {
      searchers.close();
      writer.rollback();
    }
  }
}
