package io.longpole.analyzer.model;

import java.util.HexFormat;

/** A W3C trace id of 16 bytes, kept as two longs, most significant first. */
public record TraceId(long high, long low) implements Comparable<TraceId> {

  /** The invalid id: all zero. A log record with it belongs to no trace. */
  public static final TraceId NONE = new TraceId(0, 0);

  private static final HexFormat HEX = HexFormat.of();

  /**
   * Reads 1 to 32 hex digits, upper or lower case, padded with zeros on the left.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static TraceId parse(String hex) {
    if (hex.isEmpty() || hex.length() > 32) {
      throw new IllegalArgumentException("traceId=" + hex + " (1 to 32 hex digits are expected)");
    }
    int split = Math.max(0, hex.length() - 16);
    long high = split == 0 ? 0 : HexFormat.fromHexDigitsToLong(hex, 0, split);
    return new TraceId(high, HexFormat.fromHexDigitsToLong(hex, split, hex.length()));
  }

  /** Whether this is a real id. */
  public boolean isValid() {
    return (high | low) != 0;
  }

  /** 32 lower-case hex digits. */
  public String hex() {
    return HEX.toHexDigits(high) + HEX.toHexDigits(low);
  }

  /** By unsigned value, which is the order of the hex texts. */
  @Override
  public int compareTo(TraceId other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return hex();
  }
}
