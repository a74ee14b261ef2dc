package io.longpole.collector.log;

import java.time.Duration;

/**
 * How a {@link RecordLog} uses the disk.
 *
 * @param blockBytes space is mapped and reserved in steps of this size; 1 to 64 MiB
 * @param maxRecordBytes the longest payload that can be appended
 * @param cycleBytes a new cycle begins when the current one has this size
 * @param cycleAge a new cycle begins when the current one has this age
 * @param watermark how much of the volume stays free
 */
public record LogSettings(
    int blockBytes,
    int maxRecordBytes,
    long cycleBytes,
    Duration cycleAge,
    DiskWatermark.Limits watermark) {

  /** 16 MiB blocks, records up to 64 MiB, a new cycle every 512 MiB or hour. */
  public static final LogSettings DEFAULT =
      new LogSettings(
          16 << 20, 64 << 20, 512L << 20, Duration.ofHours(1), DiskWatermark.Limits.DEFAULT);

  private static final int MIN_BLOCK_BYTES = 1 << 20;
  private static final int MAX_BLOCK_BYTES = 64 << 20;
  private static final int CHUNKS_PER_BLOCK = 8;

  /** No chunk, header included, is longer than this, whatever the settings. */
  static final int MAX_CHUNK_BYTES =
      MAX_BLOCK_BYTES / CHUNKS_PER_BLOCK
          + RecordLayout.HEADER_BYTES
          + RecordLayout.DOCUMENT_HEADER_BYTES;

  public LogSettings {
    if (blockBytes < MIN_BLOCK_BYTES || blockBytes > MAX_BLOCK_BYTES || blockBytes % 65_536 != 0) {
      throw new IllegalArgumentException(
          "blockBytes=" + blockBytes + ", wants 1 to 64 MiB in steps of 64 KiB");
    }
    if (maxRecordBytes < 1) {
      throw new IllegalArgumentException("maxRecordBytes=" + maxRecordBytes + ", wants 1 or more");
    }
    if (cycleBytes < 1 || cycleBytes > Positions.MAX_OFFSET - 2L * maxRecordBytes - blockBytes) {
      throw new IllegalArgumentException("cycleBytes=" + cycleBytes + ", wants 1 to 32 GiB");
    }
    if (cycleAge.isNegative() || cycleAge.isZero()) {
      throw new IllegalArgumentException("cycleAge=" + cycleAge + ", wants more than zero");
    }
  }

  /** The same with blocks of another size. */
  public LogSettings withBlockBytes(int bytes) {
    return new LogSettings(bytes, maxRecordBytes, cycleBytes, cycleAge, watermark);
  }

  /** The same with another longest record. */
  public LogSettings withMaxRecordBytes(int bytes) {
    return new LogSettings(blockBytes, bytes, cycleBytes, cycleAge, watermark);
  }

  /** The same with cycles of another size and age. */
  public LogSettings withCycle(long bytes, Duration age) {
    return new LogSettings(blockBytes, maxRecordBytes, bytes, age, watermark);
  }

  /** The same with other limits for the free space of the volume. */
  public LogSettings withWatermark(DiskWatermark.Limits limits) {
    return new LogSettings(blockBytes, maxRecordBytes, cycleBytes, cycleAge, limits);
  }

  /**
   * The largest part of a record that is written as one Chronicle document. An eighth of a block:
   * Chronicle maps a block and a quarter at a time and wants no document beyond that quarter.
   */
  int chunkBytes() {
    return blockBytes / CHUNKS_PER_BLOCK;
  }
}
