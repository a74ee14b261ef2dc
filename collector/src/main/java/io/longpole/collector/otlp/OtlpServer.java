package io.longpole.collector.otlp;

import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.Codec;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Listens for OTLP over gRPC and HTTP, both on both ports, and hands what comes to the front door.
 *
 * <p>Cleartext: HTTP/1.1, and HTTP/2 by prior knowledge or upgrade. The front door is not closed
 * with the server; its owner closes it afterwards.
 */
public final class OtlpServer implements AutoCloseable {

  private static final Duration QUIET_PERIOD = Duration.ofMillis(50);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  /**
   * The message limit is held by our own reader, which answers properly. Armeria's limit only ends
   * bodies that go on long after their answer; close to the message limit it would get in the way.
   */
  private static final long BACKSTOP_BYTES = 64L << 20;

  private final OtlpSettings settings;
  private final FrontDoor frontDoor;
  private final Intake intake;
  private final InFlightBytes inFlight;
  private final EventLoopGroup eventLoops =
      EventLoopGroups.newEventLoopGroup(
          Runtime.getRuntime().availableProcessors(), "longpole-otlp");
  private final Server server;

  public OtlpServer(OtlpSettings settings, FrontDoor frontDoor, ReceiverCounters counters) {
    this.settings = settings;
    this.frontDoor = frontDoor;
    this.intake = new Intake(frontDoor, settings.maxMessageBytes(), counters);
    this.inFlight = new InFlightBytes(settings.maxInFlightBytes());
    this.server = build(new Reception(frontDoor, inFlight, settings, counters), counters);
  }

  /** Binds the ports; throws with the address when one is taken. */
  public void start() throws IOException {
    try {
      server.start().join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "Cannot listen on "
              + settings.grpc()
              + " and "
              + settings.http()
              + ": "
              + cause.getMessage()
              + ". Stop the other program there, or choose other ports.",
          e);
    }
  }

  /** Where it listens, the gRPC port first. */
  public List<InetSocketAddress> addresses() {
    return server.activePorts().values().stream().map(port -> port.localAddress()).toList();
  }

  /** Bytes read but not yet in the log. */
  public long inFlightBytes() {
    return inFlight.takenBytes();
  }

  /** Refuses what comes and begins to close the ports; {@link #close} waits for the end. */
  public CompletableFuture<Void> stop() {
    frontDoor.stopTaking();
    return server.stop();
  }

  /** Refuses what comes, answers what is there, and closes the ports. */
  @Override
  public void close() {
    stop().join();
    intake.close();
    eventLoops
        .shutdownGracefully(0, STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .syncUninterruptibly();
  }

  private Server build(Reception reception, ReceiverCounters counters) {
    ServerBuilder builder =
        Server.builder()
            .http(settings.grpc())
            .http(settings.http())
            .workerGroup(eventLoops, false)
            .maxNumConnections(OtlpSettings.MAX_CONNECTIONS)
            .idleTimeout(OtlpSettings.IDLE_TIMEOUT)
            // Reception holds the time limit: it must answer a slow body differently.
            .requestTimeoutMillis(0)
            .maxRequestLength(settings.maxMessageBytes() + BACKSTOP_BYTES)
            .http2MaxStreamsPerConnection(OtlpSettings.MAX_STREAMS)
            .http2MaxResetFramesPerWindow(
                OtlpSettings.MAX_RESETS, OtlpSettings.RESETS_WINDOW_SECONDS)
            .http2MaxHeaderListSize(OtlpSettings.MAX_HEADER_BYTES)
            .http1MaxHeaderSize(OtlpSettings.MAX_HEADER_BYTES)
            .http1MaxInitialLineLength(OtlpSettings.MAX_REQUEST_LINE_BYTES)
            .gracefulShutdownTimeout(QUIET_PERIOD, STOP_TIMEOUT)
            .errorHandler(new OtlpErrors())
            .disableServerHeader()
            // Nobody reads Armeria's own metrics, and two servers in a process would share them.
            .meterRegistry(NoopMeterRegistry.get())
            .verboseResponses(false);
    for (OtlpSignal signal : OtlpSignal.values()) {
      HttpExport http = new HttpExport(signal, reception, intake, counters);
      builder.service(signal.path(), http).service(signal.path() + "/", http);
      builder.service(
          grpcService(signal), delegate -> new GrpcGate(delegate, signal, reception, counters));
    }
    return builder.serviceUnder("/", new UnknownPath()).build();
  }

  private GrpcService grpcService(OtlpSignal signal) {
    return GrpcService.builder()
        .addService(new GrpcExport(signal, intake).definition())
        .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
        .maxRequestMessageLength(settings.maxMessageBytes())
        .decompressorRegistry(
            DecompressorRegistry.emptyInstance()
                .with(Codec.Identity.NONE, true)
                .with(new Unopened(Compression.GZIP), true)
                .with(new Unopened(Compression.ZSTD), true))
        .useClientTimeoutHeader(false)
        .build();
  }

  /** Leaves a message compressed: {@link Intake} opens it, off the event loop and within bounds. */
  private record Unopened(Compression compression) implements Decompressor {

    @Override
    public String getMessageEncoding() {
      return compression.token();
    }

    @Override
    public InputStream decompress(InputStream stream) {
      return stream;
    }
  }
}
