package io.longpole.collector.log;

/** Settings for tests, also in a JVM without test libraries. */
final class RecordLogSamples {
  /** The smallest blocks, and a watermark that any disk of a developer has left. */
  static final LogSettings SMALL =
      LogSettings.DEFAULT
          .withBlockBytes(1 << 20)
          .withWatermark(DiskWatermark.Limits.fixed(1 << 20));

  private RecordLogSamples() {}
}
