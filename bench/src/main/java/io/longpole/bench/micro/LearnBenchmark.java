package io.longpole.bench.micro;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.call.CallCache;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.detect.DetectorSettings;
import io.longpole.analyzer.detect.Detectors;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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

/**
 * What the detectors that compare traces learn of a call, when there are 10,000 edges: a hundred
 * services that call each other, four calls and nine spans a trace.
 *
 * <p>In {@code even} traffic each edge comes in turn, so that nothing is left of it in any cache:
 * the worst there is. In {@code skewed} traffic the nth trace comes in proportion to 1/n, as
 * requests do; all edges are known all the same.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LearnBenchmark {

  private static final int SERVICES = 100;
  private static final int EDGES = SERVICES * SERVICES;
  private static final int CALLS_A_TRACE = 4;
  private static final long MILLISECOND = 1_000_000;
  private static final int CALLS = 10 * EDGES;

  @Param({"even", "skewed"})
  public String traffic = "even";

  /** {@code none} is what reading a trace costs without any, which is part of every figure. */
  @Param({
    "all",
    "none",
    "cache-stampede",
    "cold-start",
    "error-root-cause",
    "external-call",
    "fan-out-straggler",
    "hedge",
    "instrumentation-gap",
    "lock-contention",
    "network-gap",
    "orphan-work",
    "pool-wait",
    "queue-backlog",
    "recurring-pattern",
    "retry-storm",
    "serial-calls",
    "shared-resource",
    "slow-call",
    "slow-vs-baseline",
    "timeout-inversion",
    "version-regression"
  })
  public String detector = "all";

  private final CallCache cache = new CallCache();
  private final List<TraceAnalysis> analysed = analysed();
  private Detectors detectors = detectors();
  private List<TraceAnalysis> coming = List.of();

  @Setup
  public void choose() {
    detectors = detectors();
    analysed.forEach(this::take);
    coming = traffic.equals("even") ? inTurn() : skewed();
  }

  private List<TraceAnalysis> inTurn() {
    List<TraceAnalysis> all = new ArrayList<>();
    while (all.size() * CALLS_A_TRACE < CALLS) {
      all.addAll(analysed);
    }
    return List.copyOf(all);
  }

  private List<TraceAnalysis> skewed() {
    double[] upTo = new double[analysed.size()];
    double sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += 1.0 / (i + 1);
      upTo[i] = sum;
    }
    Random random = new Random(1);
    List<TraceAnalysis> drawn = new ArrayList<>();
    while (drawn.size() * CALLS_A_TRACE < CALLS) {
      int at = Arrays.binarySearch(upTo, random.nextDouble() * sum);
      drawn.add(analysed.get(at < 0 ? -at - 1 : at));
    }
    return List.copyOf(drawn);
  }

  /** In a pipeline the calls of a trace were read just before, so they are read here too. */
  private void take(TraceAnalysis each) {
    Calls calls = Calls.of(each.trace(), cache);
    detectors.learnLive(each.trace(), each.path(), calls, Traffic.EPOCH_NANOS);
  }

  private Detectors detectors() {
    return new Detectors(
        DetectorSettings.DEFAULT,
        cache::operation,
        name -> detector.equals("all") || name.equals(detector));
  }

  /** A figure is for one call, with the spans around it. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void learn() {
    coming.forEach(this::take);
  }

  private static List<TraceAnalysis> analysed() {
    Analysis analysis = new Analysis(Settings.DEFAULT);
    List<Resource> resources = new ArrayList<>();
    for (int i = 0; i < SERVICES; i++) {
      resources.add(Resource.ofService("service-" + i));
    }
    List<TraceAnalysis> analysed = new ArrayList<>();
    for (int first = 0; first < EDGES; first += CALLS_A_TRACE) {
      analysed.add(analysis.of(Traffic.assemble(trace(first, resources))));
    }
    return List.copyOf(analysed);
  }

  private static List<Span> trace(int firstEdge, List<Resource> resources) {
    TraceId id = new TraceId(3, firstEdge + 1L);
    long start = Traffic.EPOCH_NANOS - 60_000L * MILLISECOND + 5L * firstEdge * MILLISECOND;
    List<Span> spans = new ArrayList<>();
    Resource caller = resources.get(firstEdge / SERVICES);
    spans.add(
        Span.builder(id, 1)
            .name("GET /page")
            .kind(SpanKind.SERVER)
            .resource(caller)
            .times(start, start + 30 * MILLISECOND)
            .build());
    for (int i = 0; i < CALLS_A_TRACE; i++) {
      int callee = (firstEdge + i) % SERVICES;
      long from = start + (1 + 7L * i) * MILLISECOND;
      long client = 2L + 2L * i;
      spans.add(
          Span.builder(id, client)
              .parent(1)
              .name("GET")
              .kind(SpanKind.CLIENT)
              .resource(caller)
              .times(from, from + 6 * MILLISECOND)
              .attributes(
                  Attributes.of(
                      "http.request.method",
                      "GET",
                      "url.full",
                      "http://service-" + callee + "/item/7",
                      "server.address",
                      "service-" + callee,
                      "http.response.status_code",
                      200))
              .build());
      spans.add(
          Span.builder(id, client + 1)
              .parent(client)
              .name("GET /item/{id}")
              .kind(SpanKind.SERVER)
              .resource(resources.get(callee))
              .times(from + MILLISECOND, from + 5 * MILLISECOND)
              .build());
    }
    return spans;
  }
}
