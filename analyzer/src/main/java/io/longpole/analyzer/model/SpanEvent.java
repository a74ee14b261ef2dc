package io.longpole.analyzer.model;

/** Something that happened within a span at one time, such as an exception. */
public record SpanEvent(long timeNanos, String name, Attributes attributes) {}
