package io.longpole.deploy;

import io.longpole.analyzer.Settings;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.assembly.TraceBuffer;
import io.longpole.analyzer.detect.DetectorSettings;
import io.longpole.analyzer.path.PathSettings;
import io.longpole.collector.log.DeadLetterLog;
import io.longpole.collector.log.DeadLetterSettings;
import io.longpole.collector.log.DiskWatermark;
import io.longpole.collector.log.LogSettings;
import io.longpole.collector.log.RecordLog;
import io.longpole.collector.otlp.Durability;
import io.longpole.collector.otlp.FrontDoor;
import io.longpole.collector.otlp.OtlpServer;
import io.longpole.collector.otlp.OtlpSettings;
import io.longpole.collector.otlp.ReceiverCounters;
import io.longpole.query.api.QueryServer;
import io.longpole.query.index.IndexFolders;
import io.longpole.query.index.IndexSettings;
import io.longpole.query.index.TraceIndex;
import io.longpole.query.search.FindingMemory;
import io.longpole.query.search.Search;
import io.longpole.query.store.TraceLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The whole of longpole in one process, wired by hand: receiver → span log → pipeline → trace log
 * and index → query server.
 *
 * <p>Parts are opened in the order of the data's way and closed in the reverse: first nothing new
 * comes in, then what came in is written down, then the logs close.
 */
public final class Standalone implements AutoCloseable {

  /** Whole cycles are released: the span log is never smaller, retention never finer. */
  private static final long CYCLE_BYTES = 128L << 20;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<Supplier<CompletableFuture<Void>>> ports = new ArrayList<>();
  private final Pipeline pipeline;
  private final OtlpServer otlpServer;
  private final QueryServer queryServer;
  private final Search search;

  private Standalone(Config config) throws IOException {
    boolean started = false;
    try {
      prepareFolder(config.dataDir());
      Settings settings = settings(config);
      LogSettings logSettings = logSettings(config);
      Path data = config.dataDir();
      DeadLetterLog deadLetters =
          keep(DeadLetterLog.open(data.resolve("dead-letters"), DeadLetterSettings.DEFAULT));
      RecordLog spanLog =
          keep(
              RecordLog.open(
                  data.resolve("span-log"), logSettings, new BadRecords(deadLetters, "span log")));
      RecordLog traceRecords =
          RecordLog.open(
              data.resolve("trace-log"),
              // what was acknowledged is still analysed when nothing new is taken
              logSettings.withWatermark(logSettings.watermark().halved()),
              new BadRecords(deadLetters, "trace log"));
      TraceLog traceLog = keep(new TraceLog(traceRecords));
      new IndexFolders(data.resolve("index")).recover();
      TraceIndex index = keep(TraceIndex.open(data.resolve("index"), IndexSettings.DEFAULT));
      PipelineCounters counters = new PipelineCounters();
      ReceiverCounters received = new ReceiverCounters();
      TraceSealer sealer =
          new TraceSealer(
              new TraceSealer.Stores(traceLog, index, data), settings, config.profiles(), counters);
      FindingHistory history = new FindingHistory(data);
      search =
          new Search(
              index,
              traceLog,
              settings,
              new Search.Known(
                  new CountedLosses(received, counters),
                  sealer.order(),
                  new FindingMemory(
                      history, new SuppressionFile(data, EpochClock::nanos), EpochClock::nanos)));
      pipeline =
          keep(
              new Pipeline(
                  spanLog,
                  index,
                  sealer,
                  counters,
                  schedule(config),
                  new Retention(
                      new Retention.Stores(
                          traceLog,
                          index,
                          spanLog,
                          () -> history.rememberAll(search, EpochClock.nanos())),
                      retention(config),
                      new Retention.Clocks(EpochClock::nanos, System::nanoTime),
                      counters),
                  EpochClock::nanos));
      Gate gate = new Gate(pipeline, config.maxLagBytes(), spanLog.watermark());
      FrontDoor frontDoor =
          keep(FrontDoor.onto(spanLog, deadLetters, durability(config), gate, received));
      otlpServer = keep(new OtlpServer(otlpSettings(config), frontDoor, received));
      ports.add(otlpServer::stop);
      StatusSource status =
          new StatusSource(
              config,
              new StatusSource.Sources(
                  received, counters, pipeline, gate, search, List.of(spanLog, traceRecords)),
              addresses());
      DeadLetterOffice office = new DeadLetterOffice(deadLetters, frontDoor);
      queryServer =
          keep(
              new QueryServer(
                  QueryServer.Settings.at(HostPort.resolve(config.queryAddress())),
                  new QueryServer.Sources(search, status, office)));
      ports.add(queryServer::stop);

      pipeline.start();
      queryServer.start();
      otlpServer.start();
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /**
   * Opens the data folder and all ports.
   *
   * @throws IOException if a port is taken or the folder cannot be used; the message says which
   */
  public static Standalone start(Config config) throws IOException {
    return new Standalone(config);
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  /** Only its owner may look into the data folder. */
  private static void prepareFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectories(folder);
      }
    }
  }

  private static Retention.Limits retention(Config config) throws IOException {
    long bytes = config.retentionBytes();
    if (bytes == 0) {
      bytes = Math.min(20L << 30, Files.getFileStore(config.dataDir()).getTotalSpace() / 2);
    }
    return new Retention.Limits(config.retentionAge(), bytes);
  }

  static Settings settings(Config config) {
    return new Settings(
        new AssemblySettings(config.skewMax().toNanos()),
        new PathSettings(
            Overflows.parse("overflow", config.overflow()),
            config.overlapTolerance(),
            config.evidence()),
        DetectorSettings.DEFAULT);
  }

  static LogSettings logSettings(Config config) {
    int maxRecord = (int) Math.min(config.maxMessageBytes(), 1 << 30);
    LogSettings settings =
        LogSettings.DEFAULT
            .withMaxRecordBytes(maxRecord)
            .withCycle(CYCLE_BYTES, LogSettings.DEFAULT.cycleAge());
    return config.diskReserveBytes() == 0
        ? settings
        : settings.withWatermark(DiskWatermark.Limits.fixed(config.diskReserveBytes()));
  }

  private static OtlpSettings otlpSettings(Config config) {
    OtlpSettings defaults = OtlpSettings.onLoopback(0, 0);
    long inFlight =
        config.inFlightBytes() == 0 ? defaults.maxInFlightBytes() : config.inFlightBytes();
    return new OtlpSettings(
        HostPort.resolve(config.otlpGrpcAddress()),
        HostPort.resolve(config.otlpHttpAddress()),
        (int) Math.min(config.maxMessageBytes(), 1 << 30),
        inFlight,
        OtlpSettings.DEFAULT_REQUEST_TIMEOUT);
  }

  private static Durability durability(Config config) {
    return Durability.valueOf(config.durability().toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static Pipeline.Schedule schedule(Config config) {
    return new Pipeline.Schedule(
        new TraceBuffer.Limits(
            config.quietPeriod().toNanos(),
            config.idleTime().toNanos(),
            config.maxTraceAge().toNanos(),
            config.pendingBytes(),
            config.maxTraceSpans()),
        config.refreshInterval(),
        config.commitInterval());
  }

  /** OTLP/gRPC and OTLP/HTTP, in this order, with their real ports. */
  public List<InetSocketAddress> otlpAddresses() {
    return otlpServer.addresses();
  }

  public InetSocketAddress queryAddress() {
    return queryServer.address();
  }

  /** Answers in this process what the query API answers outside. */
  public Search search() {
    return search;
  }

  private StatusSource.Addresses addresses() {
    return new StatusSource.Addresses() {
      @Override
      public List<InetSocketAddress> otlp() {
        return otlpAddresses();
      }

      @Override
      public InetSocketAddress query() {
        return queryAddress();
      }
    };
  }

  Pipeline pipeline() {
    return pipeline;
  }

  @Override
  public void close() {
    // Each server takes two seconds to end its threads; both may do so at once.
    List<CompletableFuture<Void>> stopping = ports.stream().map(Supplier::get).toList();
    stopping.forEach(each -> each.exceptionally(e -> null).join()); // close() tells of e
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        org.slf4j.LoggerFactory.getLogger(Standalone.class)
            .warn("{} did not close: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
  }
}
