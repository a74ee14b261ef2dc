package io.longpole.analyzer.model;

/** The instrumentation library that made a span or log record. */
public record Scope(String name, String version, Attributes attributes) {
  public static final Scope EMPTY = new Scope("", "", Attributes.EMPTY);
}
