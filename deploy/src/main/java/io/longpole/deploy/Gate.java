package io.longpole.deploy;

import io.longpole.collector.log.DiskWatermark;
import io.longpole.collector.otlp.Refusal;
import java.util.Optional;
import java.util.function.Supplier;

/** Refuses telemetry while the disk is nearly full, or the pipeline too far behind. */
final class Gate implements Supplier<Optional<Refusal>> {

  private static final int LAG_RETRY_SECONDS = 5;

  private final Pipeline pipeline;
  private final long maxLagBytes;
  private final DiskWatermark disk;

  Gate(Pipeline pipeline, long maxLagBytes, DiskWatermark disk) {
    this.pipeline = pipeline;
    this.maxLagBytes = maxLagBytes;
    this.disk = disk;
  }

  @Override
  public Optional<Refusal> get() {
    if (!disk.allowsAppend()) {
      return Optional.of(new Refusal(Refusal.DISK, Refusal.DISK_RETRY_SECONDS, disk.reason()));
    }
    long lagBytes = pipeline.progress().lagBytes();
    if (lagBytes > maxLagBytes) {
      return Optional.of(
          new Refusal(
              Refusal.LAG,
              LAG_RETRY_SECONDS,
              "The pipeline is "
                  + lagBytes
                  + " bytes behind (max-lag-bytes="
                  + maxLagBytes
                  + ")."));
    }
    return Optional.empty();
  }
}
