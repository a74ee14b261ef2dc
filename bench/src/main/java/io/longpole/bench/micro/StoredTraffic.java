package io.longpole.bench.micro;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import io.longpole.bench.ScratchFolder;
import io.longpole.collector.log.LogSettings;
import io.longpole.collector.log.LogUnavailableException;
import io.longpole.collector.log.RecordLog;
import io.longpole.query.index.CommitPoint;
import io.longpole.query.index.IndexSettings;
import io.longpole.query.index.IndexedTrace;
import io.longpole.query.index.TraceIndex;
import io.longpole.query.search.Search;
import io.longpole.query.store.LogKey;
import io.longpole.query.store.StoredLog;
import io.longpole.query.store.StoredTrace;
import io.longpole.query.store.TraceLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Trace log and index, filled with traces of 16 spans and their log records. */
final class StoredTraffic implements AutoCloseable {

  private static final int SPANS_PER_TRACE = 16;

  /** As many as a busy server puts between two refreshes. */
  private static final int REFRESH_EVERY = 20_000;

  private final ScratchFolder folder = new ScratchFolder();
  private final TraceLog log =
      new TraceLog(RecordLog.open(folder.path().resolve("traces"), LogSettings.DEFAULT));
  private final TraceIndex index =
      TraceIndex.open(folder.path().resolve("index"), IndexSettings.DEFAULT);
  private final Analysis analysis = new Analysis(Settings.DEFAULT);
  private final List<TraceId> ids = new ArrayList<>();
  private long logRecords;

  StoredTraffic(int traces) {
    Traffic traffic = new Traffic(SPANS_PER_TRACE);
    int refreshed = 0;
    try {
      while (ids.size() < traces) {
        put(traffic.decoded());
        if (ids.size() - refreshed >= REFRESH_EVERY) {
          index.refresh();
          refreshed = ids.size();
        }
      }
      log.sync();
    } catch (LogUnavailableException e) {
      throw new IllegalStateException(e);
    }
    index.commit(new CommitPoint(1, "benchmark", Map.of()));
    index.refresh();
  }

  private void put(Traffic.Decoded batch) throws LogUnavailableException {
    for (List<Span> spans : batch.traces()) {
      TraceId id = spans.get(0).traceId();
      var location = log.append(new StoredTrace(id, 1, 1, spans));
      var analysed = analysis.of(Traffic.assemble(spans));
      index.put(new IndexedTrace(analysed, location, 1, 1), false);
      ids.add(id);
    }
    for (LogRecord record : batch.logs()) {
      StoredLog stored = new StoredLog(new LogKey(logRecords++, 0), record);
      index.putLog(stored, log.logs().append(stored), false);
    }
  }

  Search search() {
    return new Search(index, log, Settings.DEFAULT, Search.Known.NOTHING);
  }

  List<TraceId> ids() {
    return List.copyOf(ids);
  }

  @Override
  public void close() {
    index.close();
    log.close();
    folder.close();
  }
}
