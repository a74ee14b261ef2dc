package io.longpole.query.store;

/** The bits that begin a span in a trace block's bodies. */
final class SpanFlags {

  static final int KIND_MASK = 0x7;
  static final int STATUS_SHIFT = 3;
  static final int STATUS_MASK = 0x3;

  /** The parent is a span of this trace, written as its place relative to this one. */
  static final int PARENT_INSIDE = 1 << 5;

  /** The parent is elsewhere or missing, its id stands among the ids. */
  static final int PARENT_OUTSIDE = 1 << 6;

  /** A second byte says what rare parts follow. */
  static final int MORE = 1 << 7;

  static final int MORE_STATUS_MESSAGE = 1;
  static final int MORE_EVENTS = 1 << 1;
  static final int MORE_LINKS = 1 << 2;
  static final int MORE_TRACE_STATE = 1 << 3;

  /** The end is 0, whatever the start. */
  static final int MORE_UNFINISHED = 1 << 4;

  /** OTLP's own flags of the span. */
  static final int MORE_FLAGS = 1 << 5;

  private SpanFlags() {}
}
