package io.longpole.query;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Spans with everything that a span can hold, for round trips: nothing about them is realistic. */
public final class RandomSpans {

  private static final String[] TEXTS = {
    "", "a", "http.request.method", "SELECT * FROM item WHERE id = ?", "grün", "日本", "\u0000", "🙂"
  };

  private final Random random;

  public RandomSpans(long seed) {
    this.random = new Random(seed);
  }

  public List<Span> spans(TraceId traceId, int count) {
    List<Span> spans = new ArrayList<>();
    List<Long> ids = new ArrayList<>(List.of(0L, random.nextLong()));
    for (int i = 0; i < count; i++) {
      long id = random.nextInt(20) == 0 ? pick(ids) : random.nextLong();
      ids.add(id);
      long parent = random.nextInt(10) == 0 ? random.nextLong() : pick(ids);
      spans.add(span(traceId, id, parent));
    }
    java.util.Collections.shuffle(spans, random);
    return spans;
  }

  private Span span(TraceId traceId, long id, long parent) {
    long start = random.nextInt(10) == 0 ? random.nextLong() : random.nextLong(2_000_000_000L);
    return Span.builder(traceId, id)
        .parent(parent)
        .name(text())
        .kind(SpanKind.of(random.nextInt(6)))
        .times(start, random.nextInt(10) == 0 ? 0 : start + random.nextLong(-100, 1_000_000))
        .status(StatusCode.of(random.nextInt(3)), random.nextInt(5) == 0 ? text() : "")
        .attributes(attributes(2))
        .events(random.nextInt(5) == 0 ? events() : List.of())
        .links(random.nextInt(5) == 0 ? links() : List.of())
        .resource(new Resource(attributes(1)))
        .scope(random.nextBoolean() ? Scope.EMPTY : new Scope(text(), text(), attributes(1)))
        .traceState(random.nextInt(5) == 0 ? text() : "")
        .flags(random.nextInt(5) == 0 ? random.nextInt() : 0)
        .build();
  }

  private List<SpanEvent> events() {
    List<SpanEvent> events = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      events.add(new SpanEvent(random.nextLong(), text(), attributes(1)));
    }
    return events;
  }

  private List<SpanLink> links() {
    List<SpanLink> links = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      TraceId linked = new TraceId(random.nextLong(), random.nextLong());
      links.add(new SpanLink(linked, random.nextLong(), attributes(1)));
    }
    return links;
  }

  /** Attributes of any type, nested at most so deep. */
  public Attributes attributes(int depth) {
    Attributes.Builder builder = new Attributes.Builder(4);
    for (int i = random.nextInt(6); i > 0; i--) {
      builder.put(text() + random.nextInt(20), value(depth));
    }
    return builder.build();
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 5)) {
      case 0, 1 -> text();
      case 2 -> random.nextInt(3) == 0 ? random.nextLong() : (Object) (long) random.nextInt(600);
      case 3 -> random.nextDouble();
      case 4 -> random.nextBoolean();
      case 5 -> new Attributes.Bytes(bytes());
      case 6 -> List.of(value(depth - 1), value(depth - 1));
      default -> attributes(depth - 1);
    };
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return bytes;
  }

  private String text() {
    String text = TEXTS[random.nextInt(TEXTS.length)];
    return random.nextInt(3) == 0 ? text + random.nextInt(1000) : text;
  }

  private long pick(List<Long> ids) {
    return ids.get(random.nextInt(ids.size()));
  }
}
