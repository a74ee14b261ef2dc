package io.longpole.bench.micro;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.call.CallCache;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.detect.DetectorSettings;
import io.longpole.analyzer.detect.Detectors;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.profile.ProfileLimits;
import io.longpole.analyzer.profile.ProfileRecorder;
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

/** What follows assembly: paths, calls, all detectors, and the analysis of a trace as a whole. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AnalysisBenchmark {

  private static final int SPANS = 16_000;

  @Param({"16", "1000"})
  public int spansPerTrace;

  private final CallCache cache = new CallCache();
  private final Detectors detectors = new Detectors(DetectorSettings.DEFAULT, cache::operation);
  private final Detectors learning = new Detectors(DetectorSettings.DEFAULT, cache::operation);
  private final Analysis analysis = new Analysis(Settings.DEFAULT);
  private List<TraceAnalysis> analysed = List.of();

  private final ProfileRecorder profiles = analysis.profiler(ProfileLimits.DEFAULT);

  @Setup
  public void makeTraces() {
    List<Trace> traces = new Traffic(spansPerTrace).traces(SPANS / spansPerTrace);
    analysed = traces.stream().map(analysis::of).toList();
  }

  /** With the order of siblings, as far as the trace alone tells it. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void path(Blackhole sink) {
    for (TraceAnalysis each : analysed) {
      sink.consume(analysis.path(each.trace(), OrderEvidence.NONE));
    }
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void calls(Blackhole sink) {
    for (TraceAnalysis each : analysed) {
      sink.consume(Calls.of(each.trace(), cache));
    }
  }

  /** Paths and calls are the same objects every time: what they keep back is in no figure here. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void detectors(Blackhole sink) {
    for (TraceAnalysis each : analysed) {
      sink.consume(detectors.look(each.trace(), each.path(), each.calls()));
    }
  }

  /** What a server does: each trace is learned, then looked at. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void detectorsThatLearn(Blackhole sink) {
    for (TraceAnalysis each : analysed) {
      sink.consume(learning.next(each.trace(), each.path(), each.calls(), Traffic.EPOCH_NANOS));
    }
  }

  /** Endpoints and path operations are known, as they are after the first second of a minute. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void profile() {
    for (TraceAnalysis each : analysed) {
      profiles.add(each.trace(), each.path());
    }
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void pathCallsAndDetectors(Blackhole sink) {
    for (TraceAnalysis each : analysed) {
      sink.consume(analysis.of(each.trace()));
    }
  }
}
