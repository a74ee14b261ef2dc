package io.longpole.query.search;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import io.longpole.collector.log.LogSettings;
import io.longpole.collector.log.LogUnavailableException;
import io.longpole.collector.log.RecordLog;
import io.longpole.query.index.IndexSettings;
import io.longpole.query.index.IndexedTrace;
import io.longpole.query.index.TraceIndex;
import io.longpole.query.store.Location;
import io.longpole.query.store.StoredTrace;
import io.longpole.query.store.TraceLog;
import java.nio.file.Path;
import java.util.List;

/** A trace log, an index and a search over them in a folder, fed as the pipeline feeds them. */
final class SearchFixture implements AutoCloseable {

  final TraceLog log;
  final TraceIndex index;
  final Search search;

  SearchFixture(Path folder) {
    this(folder, IndexSettings.DEFAULT);
  }

  SearchFixture(Path folder, IndexSettings settings) {
    LogSettings logSettings = LogSettings.DEFAULT.withBlockBytes(1 << 20);
    log = new TraceLog(RecordLog.open(folder.resolve("traces"), logSettings));
    index = TraceIndex.open(folder.resolve("index"), settings);
    search = new Search(index, log, Settings.DEFAULT, Losses.NONE);
  }

  static TraceAnalysis analysis(TraceId id, List<Span> spans) {
    return new Analysis(Settings.DEFAULT)
        .of(Assembly.assemble(id, spans, List.of(), AssemblySettings.DEFAULT));
  }

  TraceAnalysis put(TraceId id, List<Span> spans, int version) {
    return put(id, spans, version, version > 1);
  }

  /** Puts a trace that may be there with the same version, as a replay does. */
  TraceAnalysis putInPlace(TraceId id, List<Span> spans, int version) {
    return put(id, spans, version, true);
  }

  private TraceAnalysis put(TraceId id, List<Span> spans, int version, boolean mayExist) {
    try {
      TraceAnalysis analysis = analysis(id, spans);
      Location location = log.append(new StoredTrace(id, version, 1, spans));
      index.put(new IndexedTrace(analysis, location, version, 1), mayExist);
      return analysis;
    } catch (LogUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    index.close();
    log.close();
  }
}
