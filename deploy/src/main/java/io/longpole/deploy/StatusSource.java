package io.longpole.deploy;

import io.longpole.collector.log.RecordLog;
import io.longpole.collector.otlp.ReceiverCounters;
import io.longpole.collector.otlp.Refusal;
import io.longpole.proto.query.v1.Counter;
import io.longpole.proto.query.v1.Listener;
import io.longpole.proto.query.v1.Status;
import io.longpole.query.search.Search;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What {@code longpole status} shows: everything that was counted, and how far the pipeline is. */
final class StatusSource implements Supplier<Status> {

  /** Where the figures come from. */
  record Sources(
      ReceiverCounters received,
      PipelineCounters pipelineCounters,
      Pipeline pipeline,
      Supplier<Optional<Refusal>> gate,
      Search search,
      List<RecordLog> logs) {}

  /** Where the server listens, known only once it does. */
  interface Addresses {
    List<InetSocketAddress> otlp();

    InetSocketAddress query();
  }

  private final Config config;
  private final Sources sources;
  private final Addresses addresses;
  private final long startedNanos = EpochClock.nanos();

  StatusSource(Config config, Sources sources, Addresses addresses) {
    this.config = config;
    this.sources = sources;
    this.addresses = addresses;
  }

  @Override
  public Status get() {
    Status.Builder status =
        Status.newBuilder()
            .setVersion(Main.Version.text())
            .setDurability(config.durability())
            .setDataFolder(config.dataDir().toAbsolutePath().normalize().toString())
            .setStartedUnixNanos(startedNanos)
            .setCoverage(sources.search().coverage());
    counters(status);
    progress(status);
    disk(status);
    Optional<Refusal> refusal = sources.gate().get();
    status.setAccepting(refusal.isEmpty());
    refusal.ifPresent(r -> status.setNotAcceptingBecause(r.message()));
    status.addListeners(listener("otlp-grpc", addresses.otlp().get(0)));
    status.addListeners(listener("otlp-http", addresses.otlp().get(1)));
    status.addListeners(listener("query", addresses.query()));
    return status.build();
  }

  private void counters(Status.Builder status) {
    new TreeMap<>(sources.received().snapshot())
        .forEach((name, byReason) ->
            new TreeMap<>(byReason)
                .forEach((reason, value) -> status.addCounters(counter(name, reason, value))));
    for (Map.Entry<PipelineCounters.Name, Long> entry :
        sources.pipelineCounters().snapshot().entrySet()) {
      PipelineCounters.Name name = entry.getKey();
      status.addCounters(counter(name.name(), name.reason(), entry.getValue()));
    }
  }

  private static Counter counter(String name, String reason, long value) {
    return Counter.newBuilder().setName(name).setReason(reason).setValue(value).build();
  }

  private void progress(Status.Builder status) {
    Pipeline.Progress progress = sources.pipeline().progress();
    status
        .setPendingTraces(progress.pendingTraces())
        .setPendingSpans(progress.pendingSpans())
        .setPendingBytes(progress.pendingBytes())
        .setLagBytes(progress.lagBytes())
        .setLagNanos(progress.lagNanos());
  }

  private void disk(Status.Builder status) {
    Path folder = config.dataDir();
    try (Stream<Path> files = Files.walk(folder.resolve("index"))) {
      long used = files.mapToLong(StatusSource::size).sum();
      for (RecordLog log : sources.logs()) {
        used += log.allocatedBytes();
      }
      status.setDiskUsedBytes(used);
      status.setDiskFreeBytes(Files.getFileStore(folder).getUsableSpace());
    } catch (IOException | UncheckedIOException e) {
      status.setDiskUsedBytes(-1); // a file vanished while it was counted: ask again
    }
  }

  /** 0 for a file that a merge has just removed. */
  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private static Listener listener(String purpose, InetSocketAddress address) {
    return Listener.newBuilder().setPurpose(purpose).setAddress(HostPort.text(address)).build();
  }
}
