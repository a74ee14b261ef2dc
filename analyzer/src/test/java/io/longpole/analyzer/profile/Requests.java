package io.longpole.analyzer.profile;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests for tests of profiles, and a recorder that takes them. */
final class Requests {

  private final Analysis analysis = new Analysis(Settings.DEFAULT);
  private final ProfileRecorder recorder;

  Requests(ProfileLimits limits) {
    recorder = analysis.profiler(limits);
  }

  Requests() {
    this(ProfileLimits.DEFAULT);
  }

  ProfileRecorder recorder() {
    return recorder;
  }

  void add(Trace trace) {
    recorder.add(trace, analysis.path(trace, OrderEvidence.NONE));
  }

  /** Takes a drawing as the trace of that number. */
  void draw(int number, String... lines) {
    add(TraceFixture.assemble(TraceFixture.spans(new TraceId(7, number), lines)));
  }

  static EndpointProfile only(ProfileRecorder recorder) {
    var windows = recorder.drain();
    if (windows.size() != 1 || windows.values().iterator().next().endpoints().size() != 1) {
      throw new AssertionError("not one endpoint in one window");
    }
    return windows.values().iterator().next().endpoints().getFirst();
  }

  /**
   * A random request: an endpoint calls a store a few times, at random with pauses, in one of three
   * versions; in one of three minutes.
   */
  static Trace random(int number, Random random) {
    Resource web =
        new Resource(
            Attributes.of("service.name", "web", "service.version", "v" + random.nextInt(3)));
    Resource store =
        new Resource(
            Attributes.of("service.name", "store", "service.version", "v" + random.nextInt(2)));
    TraceId id = new TraceId(number, random.nextLong());
    long start = TraceFixture.EPOCH_NANOS + random.nextInt(3) * ProfileRecorder.WINDOW_NANOS;
    List<Span> spans = new ArrayList<>();
    long now = start + 1 + random.nextInt(1_000_000);
    for (int call = 0; call < random.nextInt(5); call++) {
      long end = now + 1 + (long) (1e6 * Math.exp(2 * random.nextGaussian()));
      int clientId = 10 * call + 2;
      spans.add(
          Span.builder(id, clientId)
              .parent(1)
              .name("call " + random.nextInt(3) + "x")
              .kind(SpanKind.CLIENT)
              .times(now, end)
              .resource(web)
              .build());
      if (random.nextBoolean()) {
        spans.add(
            Span.builder(id, clientId + 1)
                .parent(clientId)
                .name("GET /item")
                .kind(SpanKind.SERVER)
                .times(now + (end - now) / 4, end - (end - now) / 4)
                .resource(store)
                .build());
      }
      now = end + random.nextInt(1_000);
    }
    spans.add(
        Span.builder(id, 1)
            .name("GET /cart/" + (1000 + random.nextInt(9000)))
            .kind(SpanKind.SERVER)
            .times(start, now + random.nextInt(100_000))
            .resource(web)
            .build());
    return TraceFixture.assemble(spans);
  }
}
