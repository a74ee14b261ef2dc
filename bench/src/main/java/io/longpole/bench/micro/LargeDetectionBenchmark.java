package io.longpole.bench.micro;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.call.CallCache;
import io.longpole.analyzer.detect.DetectorSettings;
import io.longpole.analyzer.detect.Detectors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** All detectors on one trace of a million spans; a figure is for the whole trace. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LargeDetectionBenchmark {

  @Param({"1000000"})
  public int spansPerTrace;

  private final CallCache cache = new CallCache();
  private final Detectors detectors = new Detectors(DetectorSettings.DEFAULT, cache::operation);
  private TraceAnalysis analysed = analysed(2);

  @Setup
  public void makeTrace() {
    analysed = analysed(spansPerTrace);
  }

  private static TraceAnalysis analysed(int spans) {
    return new Analysis(Settings.DEFAULT).of(Traffic.assemble(LargeTraces.calls(spans)));
  }

  @Benchmark
  public Detectors.Seen look() {
    return detectors.look(analysed.trace(), analysed.path(), analysed.calls());
  }
}
