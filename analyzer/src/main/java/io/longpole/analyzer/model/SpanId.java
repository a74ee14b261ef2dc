package io.longpole.analyzer.model;

import java.util.HexFormat;

/** The text form of span ids, which are plain longs everywhere inside; 0 is no id. */
public final class SpanId {

  /** No span: the parent of a root, the span of an unlinked log record. */
  public static final long NONE = 0;

  private SpanId() {}

  /** 16 lower-case hex digits. */
  public static String hex(long spanId) {
    return HexFormat.of().toHexDigits(spanId);
  }

  /**
   * Reads 1 to 16 hex digits, padded with zeros on the left.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static long parse(String hex) {
    if (hex.isEmpty() || hex.length() > 16) {
      throw new IllegalArgumentException("spanId=" + hex + " (1 to 16 hex digits are expected)");
    }
    return HexFormat.fromHexDigitsToLong(hex);
  }
}
