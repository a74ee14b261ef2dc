package io.longpole.analyzer.model;

/** A reference to a span of this or another trace that is not the parent. */
public record SpanLink(TraceId traceId, long spanId, Attributes attributes) {}
