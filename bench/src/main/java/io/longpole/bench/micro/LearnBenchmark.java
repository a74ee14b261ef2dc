package io.longpole.bench.micro;

import io.longpole.analyzer.call.CallCache;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.detect.DetectorSettings;
import io.longpole.analyzer.detect.Detectors;
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

/**
 * What the detectors that compare traces learn of a call of {@link EdgeTraffic}, all together. One
 * by one they cost less than a machine's mood: see {@code bench/run learning}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LearnBenchmark {

  @Param({"even", "skewed"})
  public String traffic = "even";

  /** {@code none} is what reading a trace costs without any, which is part of every figure. */
  @Param({"all", "none"})
  public String detectors = "all";

  private final CallCache cache = new CallCache();
  private final EdgeTraffic edges = new EdgeTraffic();
  private Detectors learning = detectors();
  private List<EdgeTraffic.Coming> coming = List.of();
  private int pass;

  @Setup
  public void choose() {
    learning = detectors();
    coming = edges.inTurn(pass);
    learn();
  }

  /** Time goes on from pass to pass; what comes is made before it is learned. */
  @Setup(Level.Invocation)
  public void next() {
    pass++;
    coming = traffic.equals("even") ? edges.inTurn(pass) : edges.skewed(pass);
  }

  private Detectors detectors() {
    return new Detectors(
        DetectorSettings.DEFAULT, cache::operation, name -> detectors.equals("all"));
  }

  /** A figure is for one call, with the spans around it. */
  @Benchmark
  @OperationsPerInvocation(EdgeTraffic.CALLS)
  public void learn() {
    for (EdgeTraffic.Coming each : coming) {
      // in a pipeline the calls of a trace were read just before, so they are read here too
      Calls calls = Calls.of(each.trace(), cache);
      learning.learnLive(each.trace(), each.path(), calls, EdgeTraffic.nowNanos(pass));
    }
  }
}
