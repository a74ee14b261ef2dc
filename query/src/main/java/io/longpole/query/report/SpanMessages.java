package io.longpole.query.report;

import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;
import io.longpole.analyzer.path.Sweep;
import io.longpole.proto.query.v1.Attribute;
import io.longpole.proto.query.v1.SpanView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The spans of an analysed trace as messages, parents before children. */
public final class SpanMessages {

  /** Drag costs a pass over the trace for each span: only for those with most critical time. */
  private static final int DRAGS = 20;

  private static final int LARGEST_TRACE_WITH_DRAG = 10_000;

  private final Trace trace;
  private final PathAnalysis path;
  private final IdentityHashMap<Resource, List<Attribute>> resources = new IdentityHashMap<>();

  private SpanMessages(TraceAnalysis analysis) {
    this.trace = analysis.trace();
    this.path = analysis.path();
  }

  /** One message a node, in the order of the nodes. */
  public static List<SpanView> of(TraceAnalysis analysis) {
    SpanMessages messages = new SpanMessages(analysis);
    Trace trace = analysis.trace();
    Set<Integer> heaviest = messages.heaviest();
    Sweep sweep = Sweep.of(trace, analysis.path());
    List<SpanView> spans = new ArrayList<>(trace.size());
    for (int node = 0; node < trace.size(); node++) {
      SpanView.Builder message = messages.span(node);
      if (heaviest.contains(node)) {
        message.setDragNanos(sweep.dragNanos(node));
      }
      spans.add(message.build());
    }
    return spans;
  }

  /** The nodes with most own time on the main path. */
  private Set<Integer> heaviest() {
    if (trace.size() > LARGEST_TRACE_WITH_DRAG) {
      return Set.of();
    }
    return new HashSet<>(
        IntStream.range(0, trace.size())
            .filter(node -> path.exclusiveNanos(node) > 0)
            .boxed()
            .sorted(Comparator.comparingLong(path::exclusiveNanos).reversed())
            .limit(DRAGS)
            .toList());
  }

  private SpanView.Builder span(int node) {
    Span span = trace.span(node);
    SpanView.Builder message =
        SpanView.newBuilder()
            .setSpanId(SpanId.hex(trace.spanId(node)))
            .setService(WellFormed.of(span.service()))
            .setName(WellFormed.of(span.name()))
            .setKind(span.kind().text())
            .setStartUnixNanos(trace.startNanos(node))
            .setDurationNanos(trace.durationNanos(node))
            .setCriticalNanos(path.exclusiveNanos(node))
            .setSelfNanos(selfNanos(trace, node))
            .setStatus(span.status().text())
            .setStatusMessage(WellFormed.of(span.statusMessage()))
            .addAllAttributes(ValueMessages.of(span.attributes()))
            .setScope(WellFormed.of(span.scope().name()))
            .setError(span.status() == StatusCode.ERROR)
            .setBlocking(path.isBlocking(node));
    message.addAllResource(
        resources.computeIfAbsent(
            span.resource(), unseen -> ValueMessages.of(span.resource().attributes())));
    if (trace.parent(node) >= 0) {
      message.setParentSpanId(SpanId.hex(trace.spanId(trace.parent(node))));
    }
    if (trace.isSynthetic(node)) {
      message.setOriginalSpanId(SpanId.hex(span.spanId()));
    }
    if (path.isBlocking(node)) {
      message.setSlackNanos(path.slackNanos(node));
    }
    eventsAndLinks(span, message);
    return message;
  }

  private static void eventsAndLinks(Span span, SpanView.Builder message) {
    for (SpanEvent event : span.events()) {
      message.addEvents(
          io.longpole.proto.query.v1.SpanEvent.newBuilder()
              .setTimeUnixNanos(event.timeNanos())
              .setName(WellFormed.of(event.name()))
              .addAllAttributes(ValueMessages.of(event.attributes())));
    }
    for (SpanLink link : span.links()) {
      message.addLinks(
          io.longpole.proto.query.v1.SpanLink.newBuilder()
              .setTraceId(link.traceId().hex())
              .setSpanId(SpanId.hex(link.spanId()))
              .addAllAttributes(ValueMessages.of(link.attributes())));
    }
  }

  /**
   * Duration without the union of the children's intervals, as far as they lie within the span.
   *
   * <p>Example: 0–100 with children 10–30, 20–50 and 90–120: 100 − 40 − 10 = 50. Children are
   * ordered by start, so one pass does it.
   */
  static long selfNanos(Trace trace, int node) {
    long self = trace.durationNanos(node);
    long end = trace.endNanos(node);
    long covered = trace.startNanos(node);
    int first = trace.firstChild(node);
    for (int i = 0; i < trace.childCount(node); i++) {
      long from = Math.max(trace.startNanos(first + i), covered);
      long to = Math.min(trace.endNanos(first + i), end);
      if (to > from) {
        self -= to - from;
        covered = to;
      }
    }
    return self;
  }
}
