package io.longpole.bench.micro;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.path.PathAnalysis;
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
 * requests do. Passes follow each other in time, {@value #SECONDS_A_PASS} seconds each: fifty
 * thousand calls a second, about what a server takes in.
 */
public final class EdgeTraffic {

  /** Calls of one pass. */
  public static final int CALLS = 100_000;

  private static final int SECONDS_A_PASS = 2;
  private static final int SERVICES = 100;
  private static final int EDGES = SERVICES * SERVICES;
  private static final int CALLS_A_TRACE = 4;
  private static final int TRACES = CALLS / CALLS_A_TRACE;
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1_000 * MILLISECOND;

  private final Analysis analysis = new Analysis(Settings.DEFAULT);
  private final List<Resource> resources = new ArrayList<>();
  private final double[] upTo = new double[EDGES / CALLS_A_TRACE];

  /** A trace as detectors learn it. */
  public record Coming(Trace trace, PathAnalysis path) {}

  /** Makes nothing yet. */
  public EdgeTraffic() {
    for (int i = 0; i < SERVICES; i++) {
      resources.add(Resource.ofService("service-" + i));
    }
    double sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += 1.0 / (i + 1);
      upTo[i] = sum;
    }
  }

  /** Each edge in turn. */
  public List<Coming> inTurn(int pass) {
    List<Coming> all = new ArrayList<>();
    for (int i = 0; i < TRACES; i++) {
      all.add(coming(pass, i, i % upTo.length));
    }
    return all;
  }

  /** Few traces often, many rarely. */
  public List<Coming> skewed(int pass) {
    Random random = new Random(pass);
    List<Coming> drawn = new ArrayList<>();
    for (int i = 0; i < TRACES; i++) {
      int at = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
      drawn.add(coming(pass, i, at < 0 ? -at - 1 : at));
    }
    return drawn;
  }

  /** When the traces of a pass have come. */
  public static long nowNanos(int pass) {
    return Traffic.EPOCH_NANOS + (pass + 1L) * SECONDS_A_PASS * SECOND;
  }

  private Coming coming(int pass, int number, int which) {
    long start = nowNanos(pass - 1) + number * (SECONDS_A_PASS * SECOND / TRACES);
    TraceId id = new TraceId(3L + pass, number + 1L);
    Trace trace = Traffic.assemble(trace(id, start, which * CALLS_A_TRACE));
    return new Coming(trace, analysis.path(trace, OrderEvidence.NONE));
  }

  private List<Span> trace(TraceId id, long start, int firstEdge) {
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
