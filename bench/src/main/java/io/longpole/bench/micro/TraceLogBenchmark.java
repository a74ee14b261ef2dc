package io.longpole.bench.micro;

import io.longpole.bench.ScratchFolder;
import io.longpole.collector.log.LogSettings;
import io.longpole.collector.log.LogUnavailableException;
import io.longpole.collector.log.RecordLog;
import io.longpole.query.store.StoredTrace;
import io.longpole.query.store.TraceLog;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Appending traces of 16 spans to the trace log: encoding and compression. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TraceLogBenchmark {

  private static final int SPANS_PER_TRACE = 16;
  private static final int SPANS = 16_000;

  private final List<StoredTrace> traces =
      new Traffic(SPANS_PER_TRACE)
          .spans(SPANS / SPANS_PER_TRACE).stream()
              .map(spans -> new StoredTrace(spans.get(0).traceId(), 1, 1, spans))
              .toList();
  private final ScratchFolder folder = new ScratchFolder();
  private final RecordLog records =
      RecordLog.open(folder.path().resolve("log"), LogSettings.DEFAULT);
  private final TraceLog log = new TraceLog(records);

  /** Nothing reads what was written before. */
  @Setup(Level.Iteration)
  public void release() {
    records.releaseBefore(records.endPosition());
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void append(Blackhole sink) throws LogUnavailableException {
    for (StoredTrace trace : traces) {
      sink.consume(log.append(trace));
    }
  }

  @TearDown
  public void close() {
    log.close();
    folder.close();
  }
}
