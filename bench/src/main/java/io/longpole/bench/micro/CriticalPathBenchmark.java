package io.longpole.bench.micro;

import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;
import io.longpole.analyzer.path.PathSettings;
import java.util.List;
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

/** Critical paths of usual traces. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CriticalPathBenchmark {

  private static final int SPANS = 16_000;

  @Param({"16", "1000"})
  public int spansPerTrace;

  private List<Trace> traces = List.of();

  @Setup
  public void makeTraces() {
    traces = new Traffic(spansPerTrace).traces(SPANS / spansPerTrace);
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void usual(Blackhole sink) {
    for (Trace trace : traces) {
      sink.consume(PathAnalysis.of(trace, PathSettings.DEFAULT));
    }
  }
}
