package io.longpole.bench.micro;

import io.longpole.bench.ScratchFolder;
import io.longpole.collector.log.LogSettings;
import io.longpole.collector.log.LogUnavailableException;
import io.longpole.collector.log.RecordLog;
import io.longpole.collector.log.Signal;
import io.longpole.deploy.load.TraceFactory;
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

/** Appending to the span log, as the receiver does it for durability page-cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SpanLogBenchmark {

  private static final int SPANS = 16_384;

  private final List<TraceFactory.Request> requests = new Traffic(16).requests(SPANS);
  private final ScratchFolder folder = new ScratchFolder();
  private final RecordLog log = RecordLog.open(folder.path().resolve("log"), LogSettings.DEFAULT);

  /** As the pipeline does after a commit: what was written before is no longer needed. */
  @Setup(Level.Iteration)
  public void release() {
    log.releaseBefore(log.endPosition());
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public long append() throws LogUnavailableException {
    long position = 0;
    for (TraceFactory.Request request : requests) {
      byte[] bytes = request.bytes();
      position = log.append(Signal.TRACES, Traffic.EPOCH_NANOS, bytes, 0, bytes.length);
    }
    return position;
  }

  @TearDown
  public void close() {
    log.close();
    folder.close();
  }
}
