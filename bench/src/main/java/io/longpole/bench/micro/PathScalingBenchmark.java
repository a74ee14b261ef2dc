package io.longpole.bench.micro;

import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;
import io.longpole.analyzer.path.PathSettings;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The critical path of one wide trace after the other, a million spans in all: the time a span may
 * grow with the logarithm of the trace's size, and with what no longer fits into caches.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PathScalingBenchmark {

  private static final int SPANS = 1_000_000;

  @Param({"1000", "10000", "100000", "1000000"})
  public int spansPerTrace;

  private Trace trace = Traffic.assemble(LargeTraces.wide(1));

  @Setup
  public void makeTrace() {
    trace = Traffic.assemble(LargeTraces.wide(spansPerTrace));
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void wide(Blackhole sink) {
    for (int done = 0; done < SPANS; done += spansPerTrace) {
      sink.consume(PathAnalysis.of(trace, PathSettings.DEFAULT));
    }
  }
}
