package io.longpole.analyzer.model;

/** What the instrumentation said of a span's end, numbered as in OTLP. */
public enum StatusCode {
  UNSET,
  OK,
  ERROR;

  private static final StatusCode[] BY_NUMBER = values();

  /** The status with that OTLP number; unknown numbers are unset. */
  public static StatusCode of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNSET;
  }

  /** Lower case, as shown and as in JSON. */
  public String text() {
    return switch (this) {
      case UNSET -> "unset";
      case OK -> "ok";
      case ERROR -> "error";
    };
  }
}
