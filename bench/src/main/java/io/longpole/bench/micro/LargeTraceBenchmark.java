package io.longpole.bench.micro;

import io.longpole.analyzer.model.Span;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A hundred thousand spans, side by side or one below the other. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LargeTraceBenchmark {

  private static final int SPANS = 100_000;

  private final List<Span> wideSpans = LargeTraces.wide(SPANS);
  private final List<Span> deepSpans = LargeTraces.deep(SPANS);
  private final Trace wide = Traffic.assemble(wideSpans);
  private final Trace deep = Traffic.assemble(deepSpans);

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public PathAnalysis pathOfWide() {
    return PathAnalysis.of(wide, PathSettings.DEFAULT);
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public PathAnalysis pathOfDeep() {
    return PathAnalysis.of(deep, PathSettings.DEFAULT);
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public Trace assemblyOfWide() {
    return Traffic.assemble(wideSpans);
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public Trace assemblyOfDeep() {
    return Traffic.assemble(deepSpans);
  }
}
