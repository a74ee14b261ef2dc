package io.longpole.bench.micro;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Traces of extreme shape, their spans shuffled; equal at every run. */
final class LargeTraces {

  private static final TraceId ID = new TraceId(7, 7);
  private static final long ROOT = 1;
  private static final long ROOT_NANOS = 1_000_000_000;

  private LargeTraces() {}

  /** One parent; its children start anywhere in it and overlap. */
  static List<Span> wide(int count) {
    Random random = new Random(count);
    List<Span> spans = new ArrayList<>(count);
    spans.add(root());
    for (int i = 2; i <= count; i++) {
      long start = random.nextLong(ROOT_NANOS);
      long end = Math.min(ROOT_NANOS, start + 1 + random.nextLong(ROOT_NANOS / 100));
      spans.add(span(i, ROOT, start, end));
    }
    return shuffled(spans, random);
  }

  /** A chain: every span is the only child of the one before. */
  static List<Span> deep(int count) {
    Random random = new Random(count);
    List<Span> spans = new ArrayList<>(count);
    spans.add(root());
    for (int i = 2; i <= count; i++) {
      spans.add(span(i, i - 1, i, ROOT_NANOS - i));
    }
    return shuffled(spans, random);
  }

  /**
   * Requests of a hundred spans each, one after the other: five queries in turn, none of them slow.
   */
  static List<Span> calls(int count) {
    List<Span> spans = new ArrayList<>(count);
    spans.add(root());
    long parent = ROOT;
    for (int i = 2; i <= count; i++) {
      long start = ROOT_NANOS / count * i;
      if (i % 100 == 2) {
        parent = i;
        spans.add(span(i, ROOT, start, start + ROOT_NANOS / count * 99));
      } else {
        spans.add(
            Span.builder(ID, i)
                .parent(parent)
                .name("SELECT")
                .kind(SpanKind.CLIENT)
                .resource(Resource.EMPTY)
                .times(Traffic.EPOCH_NANOS + start, Traffic.EPOCH_NANOS + start + 500)
                .attributes(
                    Attributes.of(
                        "db.system.name",
                        "postgresql",
                        "db.query.text",
                        "SELECT a FROM t" + (char) ('a' + i % 5) + " WHERE id = ?"))
                .build());
      }
    }
    return spans;
  }

  private static Span root() {
    return Span.builder(ID, ROOT)
        .name("GET /")
        .kind(SpanKind.SERVER)
        .resource(Resource.EMPTY)
        .times(Traffic.EPOCH_NANOS, Traffic.EPOCH_NANOS + ROOT_NANOS)
        .build();
  }

  private static Span span(long id, long parent, long start, long end) {
    return Span.builder(ID, id)
        .parent(parent)
        .name("step")
        .kind(SpanKind.INTERNAL)
        .resource(Resource.EMPTY)
        .times(Traffic.EPOCH_NANOS + start, Traffic.EPOCH_NANOS + end)
        .build();
  }

  private static List<Span> shuffled(List<Span> spans, Random random) {
    Collections.shuffle(spans, random);
    return List.copyOf(spans);
  }
}
