package io.longpole.bench.micro;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.bench.ScratchFolder;
import io.longpole.query.index.IndexSettings;
import io.longpole.query.index.IndexedTrace;
import io.longpole.query.index.TraceIndex;
import io.longpole.query.store.Location;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Putting traces of 16 spans into the index, with the refresh that makes them searchable now and
 * then. Merging goes on in other threads and is not in the figure.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IndexBenchmark {

  private static final int SPANS_PER_TRACE = 16;
  private static final int TRACES = 1_000;

  /** As many as a busy server puts in a second. */
  private static final int REFRESH_EVERY = 20_000;

  /** Different traces; they are put again when all were. */
  @Param("10000")
  public int traces;

  private List<IndexedTrace> analysed = List.of();
  private int next;
  private int unrefreshed;
  private ScratchFolder folder = new ScratchFolder();
  private TraceIndex index = open(folder);

  @Setup
  public void analyse() {
    Analysis analysis = new Analysis(Settings.DEFAULT);
    Location anywhere = new Location(0, 0);
    analysed =
        new Traffic(SPANS_PER_TRACE)
            .traces(traces).stream()
                .map(trace -> new IndexedTrace(analysis.of(trace), anywhere, 1, 1))
                .toList();
  }

  private static TraceIndex open(ScratchFolder folder) {
    return TraceIndex.open(folder.path().resolve("index"), IndexSettings.DEFAULT);
  }

  /** Each iteration begins with an empty index. */
  @Setup(Level.Iteration)
  public void begin() {
    close();
    folder = new ScratchFolder();
    index = open(folder);
  }

  @Benchmark
  @OperationsPerInvocation(TRACES * SPANS_PER_TRACE)
  public void put() {
    for (int i = 0; i < TRACES; i++) {
      index.put(analysed.get(next), false);
      next = (next + 1) % analysed.size();
    }
    unrefreshed += TRACES;
    if (unrefreshed >= REFRESH_EVERY) {
      index.refresh();
      unrefreshed = 0;
    }
  }

  @TearDown
  public void close() {
    index.close();
    folder.close();
  }
}
