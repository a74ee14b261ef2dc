package io.longpole.bench.micro;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Traces over 10,000 edges: a hundred services that call each other, four calls and nine spans a
 * trace.
 *
 * <p>In turn, each edge is called once in ten thousand calls, so that nothing is left of it in any
 * cache: the worst there is. In skewed traffic the nth trace comes in proportion to 1/n, as
 * requests do.
 */
public final class EdgeTraffic {

  /** Calls of one pass. */
  public static final int CALLS = 100_000;

  /** A moment after all traces. */
  public static final long NOW_NANOS = Traffic.EPOCH_NANOS;

  private static final int SERVICES = 100;
  private static final int EDGES = SERVICES * SERVICES;
  private static final int CALLS_A_TRACE = 4;
  private static final long MILLISECOND = 1_000_000;

  private final List<TraceAnalysis> once = analysed();

  /** Each edge once. */
  public List<TraceAnalysis> once() {
    return once;
  }

  /** Each edge in turn. */
  public List<TraceAnalysis> inTurn() {
    List<TraceAnalysis> all = new ArrayList<>();
    while (all.size() * CALLS_A_TRACE < CALLS) {
      all.addAll(once);
    }
    return List.copyOf(all);
  }

  /** Few traces often, many rarely. */
  public List<TraceAnalysis> skewed() {
    double[] upTo = new double[once.size()];
    double sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += 1.0 / (i + 1);
      upTo[i] = sum;
    }
    Random random = new Random(1);
    List<TraceAnalysis> drawn = new ArrayList<>();
    while (drawn.size() * CALLS_A_TRACE < CALLS) {
      int at = Arrays.binarySearch(upTo, random.nextDouble() * sum);
      drawn.add(once.get(at < 0 ? -at - 1 : at));
    }
    return List.copyOf(drawn);
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
