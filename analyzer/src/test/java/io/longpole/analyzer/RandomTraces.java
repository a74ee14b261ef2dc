package io.longpole.analyzer;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small random traces with many equal times, for tests against slow references. */
public final class RandomTraces {

  private static final SpanKind[] KINDS = SpanKind.values();

  private RandomTraces() {}

  /** One tree or a few, on one host, children mostly near their parents' times. */
  public static List<Span> tidy(Random random) {
    int count = 1 + random.nextInt(12);
    Resource resource = Resource.ofService("test");
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean root = i == 0 || random.nextInt(20) == 0;
      Span parent = root ? null : spans.get(random.nextInt(i));
      long from = parent == null ? 0 : parent.startNanos();
      long length = parent == null ? 40 : parent.endNanos() - from;
      long start = Math.max(0, from + random.nextInt((int) length + 5) - 2);
      long end = Math.min(start + random.nextInt(12) + (root ? 25 : 0), 70);
      spans.add(
          Span.builder(TraceFixture.TRACE_ID, 1 + i + ((long) random.nextInt() << 8))
              .parent(parent == null ? 0 : parent.spanId())
              .name("s" + i)
              .kind(
                  random.nextInt(3) == 0 ? KINDS[random.nextInt(KINDS.length)] : SpanKind.INTERNAL)
              .times(1 + start, 1 + Math.max(start, end))
              .resource(resource)
              .build());
    }
    return spans;
  }

  /**
   * Anything that broken instrumentation could send: absent and cyclic parents, repeated and shared
   * ids, exact duplicates, ends before starts, several hosts.
   */
  public static List<Span> untidy(Random random) {
    int count = 1 + random.nextInt(14);
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String host = "h" + random.nextInt(4);
      Attributes resource =
          random.nextInt(5) == 0
              ? Attributes.of("service.name", "unplaced")
              : Attributes.of("service.name", host, "host.name", host);
      long start = random.nextInt(40);
      spans.add(
          Span.builder(TraceFixture.TRACE_ID, 1 + random.nextInt(count + 2))
              .parent(random.nextInt(count + 3))
              .name("s" + random.nextInt(3))
              .kind(KINDS[random.nextInt(KINDS.length)])
              .status(random.nextInt(4) == 0 ? StatusCode.ERROR : StatusCode.UNSET, "")
              .times(start, random.nextInt(6) == 0 ? 0 : start + random.nextInt(30) - 3)
              .attributes(random.nextBoolean() ? Attributes.EMPTY : Attributes.of("i", i))
              .resource(new Resource(resource))
              .build());
      if (random.nextInt(6) == 0) {
        spans.add(spans.get(random.nextInt(spans.size())));
      }
    }
    return spans;
  }
}
