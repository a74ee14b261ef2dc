package io.longpole.collector.log;

import java.time.Duration;

/**
 * The bounds of the dead letters.
 *
 * @param maxPayloadBytes what is kept of one letter
 * @param maxBytes what all may take on the disk; the oldest go first
 * @param maxLetters how many there may be, at most 100,000; the oldest go first
 * @param watermark how much of the volume stays free
 */
public record DeadLetterSettings(
    int maxPayloadBytes, long maxBytes, int maxLetters, DiskWatermark.Limits watermark) {
  /** 1 MiB of each, 256 MiB in all, 100,000 letters. */
  public static final DeadLetterSettings DEFAULT =
      new DeadLetterSettings(1 << 20, 256L << 20, 100_000, DiskWatermark.Limits.DEFAULT);

  private static final int BLOCK_BYTES = 1 << 20;
  private static final int CYCLES = 16;

  /** The ids of all letters fit into one record when they are dropped together. */
  private static final int MAX_LETTERS = 100_000;

  public DeadLetterSettings {
    boolean sound = maxLetters >= 1 && maxLetters <= MAX_LETTERS;
    if (maxPayloadBytes < 1 || maxBytes < 4L * BLOCK_BYTES || !sound) {
      throw new IllegalArgumentException(
          "maxPayloadBytes="
              + maxPayloadBytes
              + " maxBytes="
              + maxBytes
              + " maxLetters="
              + maxLetters
              + ", wants at least 1, 4 MiB, 1 to 100000");
    }
  }

  /** Room for the texts of a letter beside its payload, and small cycles: whole ones go. */
  LogSettings logSettings() {
    return new LogSettings(
        BLOCK_BYTES,
        maxPayloadBytes + BLOCK_BYTES,
        Math.max(BLOCK_BYTES, maxBytes / CYCLES),
        Duration.ofDays(1),
        watermark);
  }
}
