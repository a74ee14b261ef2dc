package io.longpole.query.api;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.BindableService;
import io.longpole.proto.query.v1.Status;
import io.longpole.query.search.Answers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Serves the query API over gRPC and gRPC-Web, on HTTP/2 and HTTP/1.1 alike.
 *
 * <p>Questions run on threads of their own, a bounded number at once, so that a slow one stops
 * neither the network threads nor the receiver. One more than that is refused with UNAVAILABLE.
 */
public final class QueryServer implements AutoCloseable {

  /**
   * Where to listen and how much to allow.
   *
   * @param address port 0 takes a free one
   * @param concurrentQueries questions answered at once; more are refused
   * @param queryTimeout after which a question is answered with DEADLINE_EXCEEDED; a search gives
   *     up a second before, with what it has found
   * @param maintenanceTimeout the same for replaying and dropping dead letters
   * @param maxRequestBytes longest request
   */
  public record Settings(
      InetSocketAddress address,
      int concurrentQueries,
      Duration queryTimeout,
      Duration maintenanceTimeout,
      int maxRequestBytes) {

    /** The usual limits, at that address. */
    public static Settings at(InetSocketAddress address) {
      return new Settings(address, 16, Duration.ofSeconds(6), Duration.ofMinutes(2), 1 << 20);
    }

    public Settings {
      if (concurrentQueries < 1) {
        throw new IllegalArgumentException(
            "concurrentQueries=" + concurrentQueries + " (at least 1 is needed)");
      }
    }
  }

  /** What the server answers from; owned by the caller, closed by it after the server. */
  public record Sources(Answers answers, Supplier<Status> status, DeadLetterDesk deadLetters) {}

  private static final int MAX_CONNECTIONS = 1_000;
  private static final int MAX_STREAMS_PER_CONNECTION = 100;
  private static final int MAX_HEADER_BYTES = 16 * 1024;

  private final Settings settings;
  private final AnswerThreads threads;
  private final Server server;

  public QueryServer(Settings settings, Sources sources) {
    this.settings = settings;
    this.threads = new AnswerThreads(settings.concurrentQueries());
    this.server = build(settings, sources, threads);
  }

  /**
   * Opens the port.
   *
   * @throws IllegalStateException if that is not possible; the message names the address
   */
  public void start() {
    try {
      server.start().join();
    } catch (CompletionException e) {
      threads.close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "The query API cannot listen on "
              + settings.address()
              + " ("
              + cause.getMessage()
              + "): choose another port, or stop what uses it.",
          cause);
    }
  }

  /** The address it listens on, with the real port. */
  public InetSocketAddress address() {
    return new InetSocketAddress(settings.address().getAddress(), server.activeLocalPort());
  }

  /** Begins to close the port; {@link #close} waits for the end. */
  public CompletableFuture<Void> stop() {
    return server.stop();
  }

  /** Closes the port, gives running questions two seconds to finish, ends the threads. */
  @Override
  public void close() {
    stop().join();
    threads.close();
  }

  private static Server build(Settings settings, Sources sources, AnswerThreads threads) {
    GrpcService queries =
        grpc(new QueryService(sources.answers(), sources.status(), threads), settings);
    GrpcService letters = grpc(new DeadLetterService(sources.deadLetters(), threads), settings);
    return Server.builder()
        .http(settings.address())
        .requestTimeout(settings.queryTimeout())
        .maxRequestLength(settings.maxRequestBytes())
        .maxNumConnections(MAX_CONNECTIONS)
        .http2MaxStreamsPerConnection(MAX_STREAMS_PER_CONNECTION)
        .http2MaxHeaderListSize(MAX_HEADER_BYTES)
        .http1MaxHeaderSize(MAX_HEADER_BYTES)
        .idleTimeout(Duration.ofMinutes(2))
        .gracefulShutdownTimeout(Duration.ofMillis(20), Duration.ofSeconds(2))
        .service(queries)
        .service(
            letters,
            service ->
                service.decorate((delegate, context, request) -> {
                  context.setRequestTimeout(settings.maintenanceTimeout());
                  return delegate.serve(context, request);
                }))
        .decorator(new HostCheck(settings.address().getAddress().isLoopbackAddress()))
        .build();
  }

  /** The bound on a call's time is ours: a longer one in the request's header is not honoured. */
  private static GrpcService grpc(BindableService service, Settings settings) {
    return GrpcService.builder()
        .addService(service)
        .maxRequestMessageLength(settings.maxRequestBytes())
        .useClientTimeoutHeader(false)
        .build();
  }
}
