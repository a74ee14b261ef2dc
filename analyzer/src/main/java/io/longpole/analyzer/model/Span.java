package io.longpole.analyzer.model;

import java.util.List;

/**
 * A span as its service reported it: one operation with start and end in nanoseconds since the
 * epoch. An end of 0 means that it was not finished when it was exported.
 */
public record Span(
    TraceId traceId,
    long spanId,
    long parentSpanId,
    String name,
    SpanKind kind,
    long startNanos,
    long endNanos,
    StatusCode status,
    String statusMessage,
    Attributes attributes,
    List<SpanEvent> events,
    List<SpanLink> links,
    Resource resource,
    Scope scope,
    String traceState,
    int flags) {

  public Span {
    events = List.copyOf(events);
    links = List.copyOf(links);
  }

  public String service() {
    return resource.service();
  }

  /** A builder with an ordinary span of the given id. */
  public static Builder builder(TraceId traceId, long spanId) {
    return new Builder(traceId, spanId);
  }

  /** Builds spans part by part; what is not set is absent. */
  public static final class Builder {
    private final TraceId traceId;
    private final long spanId;
    private long parentSpanId;
    private String name = "";
    private SpanKind kind = SpanKind.UNSPECIFIED;
    private long startNanos;
    private long endNanos;
    private StatusCode status = StatusCode.UNSET;
    private String statusMessage = "";
    private Attributes attributes = Attributes.EMPTY;
    private List<SpanEvent> events = List.of();
    private List<SpanLink> links = List.of();
    private Resource resource = Resource.EMPTY;
    private Scope scope = Scope.EMPTY;
    private String traceState = "";
    private int flags;

    private Builder(TraceId traceId, long spanId) {
      this.traceId = traceId;
      this.spanId = spanId;
    }

    public Builder parent(long value) {
      parentSpanId = value;
      return this;
    }

    public Builder name(String value) {
      name = value;
      return this;
    }

    public Builder kind(SpanKind value) {
      kind = value;
      return this;
    }

    public Builder times(long start, long end) {
      startNanos = start;
      endNanos = end;
      return this;
    }

    public Builder status(StatusCode code, String message) {
      status = code;
      statusMessage = message;
      return this;
    }

    public Builder attributes(Attributes value) {
      attributes = value;
      return this;
    }

    public Builder events(List<SpanEvent> value) {
      events = value;
      return this;
    }

    public Builder links(List<SpanLink> value) {
      links = value;
      return this;
    }

    public Builder resource(Resource value) {
      resource = value;
      return this;
    }

    public Builder scope(Scope value) {
      scope = value;
      return this;
    }

    public Builder traceState(String value) {
      traceState = value;
      return this;
    }

    public Builder flags(int value) {
      flags = value;
      return this;
    }

    public Span build() {
      return new Span(
          traceId,
          spanId,
          parentSpanId,
          name,
          kind,
          startNanos,
          endNanos,
          status,
          statusMessage,
          attributes,
          events,
          links,
          resource,
          scope,
          traceState,
          flags);
    }
  }
}
