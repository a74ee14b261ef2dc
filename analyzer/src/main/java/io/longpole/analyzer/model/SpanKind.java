package io.longpole.analyzer.model;

/** The role of a span in a call, numbered as in OTLP. */
public enum SpanKind {
  UNSPECIFIED,
  INTERNAL,
  SERVER,
  CLIENT,
  PRODUCER,
  CONSUMER;

  private static final SpanKind[] BY_NUMBER = values();

  /** The kind with that OTLP number; unknown numbers are unspecified. */
  public static SpanKind of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNSPECIFIED;
  }

  /** Lower case, as shown and as in JSON. */
  public String text() {
    return switch (this) {
      case UNSPECIFIED -> "unspecified";
      case INTERNAL -> "internal";
      case SERVER -> "server";
      case CLIENT -> "client";
      case PRODUCER -> "producer";
      case CONSUMER -> "consumer";
    };
  }
}
