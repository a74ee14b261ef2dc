package io.longpole.deploy;

import io.longpole.collector.otlp.Refusal;
import java.util.Optional;
import java.util.function.Supplier;

/** Refuses telemetry while the pipeline is too far behind; the front door asks the disk itself. */
final class Gate implements Supplier<Optional<Refusal>> {

  private static final int LAG_RETRY_SECONDS = 5;

  private final Pipeline pipeline;
  private final long maxLagBytes;

  Gate(Pipeline pipeline, long maxLagBytes) {
    this.pipeline = pipeline;
    this.maxLagBytes = maxLagBytes;
  }

  @Override
  public Optional<Refusal> get() {
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
