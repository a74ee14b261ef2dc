package io.longpole.analyzer;

import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Draws traces for tests: one line a span, two spaces of indent a level, times in milliseconds.
 *
 * <pre>{@code
 * trace("web 0-100", "  db 10-30", "  db 30-50")
 * trace(
 *     "GET /checkout 0-240 server @shop host=a",
 *     "  auth 5-45 client error db.system.name=mysql db.query.text='SELECT 1'")
 * }</pre>
 *
 * <p>A line is the name (which may hold spaces), start-end in ms (decimals allowed), then in any
 * order: a kind; {@code error} or {@code ok}; {@code @service}; {@code host=…}; {@code id=…} (hex,
 * else the line number from 1) and {@code parent=…} (hex, instead of the indent); {@code
 * event=name:25}, one that happens at 25 ms; other {@code key=value} attributes, quoted with '
 * where the value has spaces, whole numbers as longs. Without {@code @service} a span has that of
 * its parent, a root {@code test}. Spans of one service and host share a resource. Start 0 is
 * {@link #EPOCH_NANOS}.
 */
public final class TraceFixture {

  public static final TraceId TRACE_ID = TraceId.parse("4bf92f3577b34da6a3ce929d0e0e4736");

  /** The time 0 of drawings. */
  public static final long EPOCH_NANOS = 1_700_000_000_000_000_000L;

  private static final long MILLISECOND = 1_000_000;

  private static final Pattern LINE =
      Pattern.compile("( *)(.+?) (-?[0-9.]+)-(-?[0-9.]+)((?: .*)?)");

  private static final Pattern OPTION = Pattern.compile("([^\\s=]+=)?('[^']*'|\\S+)");

  private final Map<String, Resource> resources = new HashMap<>();
  private final List<Span> spans = new ArrayList<>();
  private final TraceId traceId;

  private TraceFixture(TraceId traceId) {
    this.traceId = traceId;
  }

  /** Assembles a drawing with default settings. */
  public static Trace trace(String... lines) {
    return assemble(spans(lines));
  }

  /** Assembles spans of one trace with default settings. */
  public static Trace assemble(List<Span> spans) {
    return assemble(spans, List.of());
  }

  /** Assembles spans and log records of one trace with default settings. */
  public static Trace assemble(List<Span> spans, List<LogRecord> logs) {
    return Assembly.assemble(spans.get(0).traceId(), spans, logs, AssemblySettings.DEFAULT);
  }

  /** The spans of a drawing, in the order of the lines. */
  public static List<Span> spans(String... lines) {
    return spans(TRACE_ID, lines);
  }

  /** The spans of a drawing as another trace. */
  public static List<Span> spans(TraceId traceId, String... lines) {
    return new TraceFixture(traceId).read(lines);
  }

  /** The node of the first span with that name, in node order. */
  public static int node(Trace trace, String name) {
    for (int node = 0; node < trace.size(); node++) {
      if (trace.span(node).name().equals(name)) {
        return node;
      }
    }
    throw new AssertionError("no span is named " + name);
  }

  /** All nodes with that name, in node order. */
  public static List<Integer> nodes(Trace trace, String name) {
    List<Integer> nodes = new ArrayList<>();
    for (int node = 0; node < trace.size(); node++) {
      if (trace.span(node).name().equals(name)) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  /** Milliseconds of a drawing as nanoseconds. */
  public static long ms(double milliseconds) {
    return Math.round(milliseconds * MILLISECOND);
  }

  private List<Span> read(String[] lines) {
    List<Span> open = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("\"" + line + "\" is not NAME START-END OPTIONS");
      }
      int level = matcher.group(1).length() / 2;
      if (level > open.size()) {
        throw new IllegalArgumentException("\"" + line + "\" is indented too far");
      }
      open.subList(level, open.size()).clear();
      Span span = new Line(matcher, open).span();
      spans.add(span);
      open.add(span);
    }
    return List.copyOf(spans);
  }

  /** One line of a drawing while it is read. */
  private final class Line {
    private final Matcher matcher;
    private final Attributes.Builder attributes = new Attributes.Builder(4);
    private final Span.Builder builder;
    private String service = "test";
    private String host = "";

    Line(Matcher matcher, List<Span> open) {
      this.matcher = matcher;
      Matcher id = Pattern.compile(" id=([0-9a-fA-F]+)").matcher(matcher.group(5));
      long spanId = id.find() ? SpanId.parse(id.group(1)) : spans.size() + 1;
      this.builder = Span.builder(traceId, spanId);
      if (!open.isEmpty()) {
        Span parent = open.get(open.size() - 1);
        builder.parent(parent.spanId());
        service = parent.service();
        host = parent.resource().host();
      }
    }

    Span span() {
      Matcher option = OPTION.matcher(matcher.group(5));
      while (option.find()) {
        String value = option.group(2).replace("'", "");
        if (option.group(1) == null) {
          word(value);
        } else {
          attribute(option.group(1).substring(0, option.group(1).length() - 1), value);
        }
      }
      return builder
          .name(matcher.group(2))
          .times(nanos(matcher.group(3)), nanos(matcher.group(4)))
          .attributes(attributes.build())
          .resource(resource())
          .build();
    }

    private void word(String word) {
      switch (word) {
        case "error" -> builder.status(StatusCode.ERROR, "");
        case "ok" -> builder.status(StatusCode.OK, "");
        default -> {
          if (word.startsWith("@")) {
            service = word.substring(1);
          } else {
            builder.kind(SpanKind.valueOf(word.toUpperCase(Locale.ROOT)));
          }
        }
      }
    }

    private void attribute(String key, String value) {
      switch (key) {
        case "id" -> {}
        case "parent" -> builder.parent(SpanId.parse(value));
        case "host" -> host = value;
        case "event" -> {
          String[] event = value.split(":", 2);
          builder.events(List.of(new SpanEvent(nanos(event[1]), event[0], Attributes.EMPTY)));
        }
        default ->
            attributes.put(key, value.matches("-?[0-9]{1,18}") ? Long.valueOf(value) : value);
      }
    }

    private Resource resource() {
      return resources.computeIfAbsent(
          service + " " + host,
          unused ->
              host.isEmpty()
                  ? Resource.ofService(service)
                  : new Resource(Attributes.of("service.name", service, "host.name", host)));
    }

    private long nanos(String milliseconds) {
      return EPOCH_NANOS + ms(Double.parseDouble(milliseconds));
    }
  }
}
