package io.longpole.collector.wire;

/** Why a span is rejected: the proto file calls such ids invalid. */
public enum SpanFault {
  TRACE_ID_LENGTH("trace_id_length", "trace_id is not 16 bytes"),
  TRACE_ID_ZERO("trace_id_zero", "trace_id is all zero"),
  SPAN_ID_LENGTH("span_id_length", "span_id is not 8 bytes"),
  SPAN_ID_ZERO("span_id_zero", "span_id is all zero");

  private final String key;
  private final String sentence;

  SpanFault(String key, String sentence) {
    this.key = key;
    this.sentence = sentence;
  }

  /** Short and stable: names counters and dead letters. */
  public String key() {
    return key;
  }

  /** For people. */
  public String sentence() {
    return sentence;
  }
}
