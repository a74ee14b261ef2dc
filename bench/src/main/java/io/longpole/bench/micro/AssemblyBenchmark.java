package io.longpole.bench.micro;

import io.longpole.analyzer.model.Span;
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

/** From the spans of a trace, in the order of their arrival, to the trace. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AssemblyBenchmark {

  private static final int SPANS = 16_000;

  @Param({"16", "1000"})
  public int spansPerTrace;

  private List<List<Span>> traces = List.of();

  @Setup
  public void makeTraces() {
    traces = new Traffic(spansPerTrace).spans(SPANS / spansPerTrace);
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void assemble(Blackhole sink) {
    for (List<Span> spans : traces) {
      sink.consume(Traffic.assemble(spans));
    }
  }
}
