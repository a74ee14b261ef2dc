package io.longpole.deploy.load;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Sends synthetic traffic over OTLP/gRPC at a given rate and counts what became of it. */
public final class LoadRun {

  private static final String TRACE_SERVICE =
      "opentelemetry.proto.collector.trace.v1.TraceService/Export";
  private static final String LOG_SERVICE =
      "opentelemetry.proto.collector.logs.v1.LogsService/Export";
  private static final MethodDescriptor<byte[], byte[]> EXPORT_TRACES = unary(TRACE_SERVICE);
  private static final MethodDescriptor<byte[], byte[]> EXPORT_LOGS = unary(LOG_SERVICE);

  private static final int IN_FLIGHT = 16;
  private static final int SPANS_A_BATCH = 2_048;
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(6);
  private static final long REFUSED_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /**
   * How much and where to.
   *
   * @param target host:port of an OTLP/gRPC receiver
   * @param spansPerSecond 0 = as fast as the receiver takes them
   * @param seed equal seeds send equal traffic but for the times
   */
  public record Settings(
      String target, long spansPerSecond, Duration duration, LoadShape shape, long seed) {}

  /** What became of it so far. */
  public record Totals(
      long traces,
      long spans,
      long logs,
      long acknowledgedSpans,
      long refusedRequests,
      long failedRequests,
      long bytes,
      Duration elapsed) {

    public static final Totals NOTHING = new Totals(0, 0, 0, 0, 0, 0, 0, Duration.ZERO);

    /** Of two runs, one after the other. */
    public Totals plus(Totals later) {
      return new Totals(
          traces + later.traces,
          spans + later.spans,
          logs + later.logs,
          acknowledgedSpans + later.acknowledgedSpans,
          refusedRequests + later.refusedRequests,
          failedRequests + later.failedRequests,
          bytes + later.bytes,
          elapsed.plus(later.elapsed));
    }

    public double spansPerSecond() {
      return acknowledgedSpans / Math.max(1e-9, elapsed.toNanos() / 1e9);
    }
  }

  /** Is told the totals about once a second. */
  public interface Listener {
    void progress(Totals totals);
  }

  private record Held(long dueNanos, List<TraceFactory.Request> requests) {}

  private final Settings settings;
  private final Semaphore permits = new Semaphore(IN_FLIGHT);
  private final LongAdder refusedRequests = new LongAdder();
  private final LongAdder failedRequests = new LongAdder();
  private final Deque<Held> held = new ArrayDeque<>();
  private volatile long pausedUntilNanos;
  private long traces;
  private long spans;
  private long logs;
  private long bytes;
  private final LongAdder acknowledgedSpans = new LongAdder();

  public LoadRun(Settings settings) {
    this.settings = settings;
  }

  /** Sends until the time is over and everything is answered. */
  public Totals run(Listener listener) throws InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(settings.target()).usePlaintext().build();
    try {
      return send(channel, listener);
    } finally {
      channel.shutdown();
      if (!channel.awaitTermination(10, TimeUnit.SECONDS)) {
        channel.shutdownNow();
      }
    }
  }

  private Totals send(ManagedChannel channel, Listener listener) throws InterruptedException {
    TraceFactory factory = new TraceFactory(settings.shape(), settings.seed());
    int tracesABatch = Math.max(1, SPANS_A_BATCH / settings.shape().spansPerTrace());
    long startNanos = System.nanoTime();
    long endNanos = startNanos + settings.duration().toNanos();
    long nextReportNanos = startNanos + TimeUnit.SECONDS.toNanos(1);
    while (System.nanoTime() < endNanos) {
      pace(startNanos);
      TraceFactory.Batch batch = factory.batch(tracesABatch, epochNanos());
      sendBatch(channel, batch, tracesABatch);
      sendHeld(channel, System.nanoTime());
      if (System.nanoTime() >= nextReportNanos) {
        listener.progress(totals(startNanos));
        nextReportNanos += TimeUnit.SECONDS.toNanos(1);
      }
    }
    sendHeld(channel, Long.MAX_VALUE);
    permits.acquire(IN_FLIGHT);
    permits.release(IN_FLIGHT);
    return totals(startNanos);
  }

  private void sendBatch(ManagedChannel channel, TraceFactory.Batch batch, int tracesABatch)
      throws InterruptedException {
    for (TraceFactory.Request request : batch.traces()) {
      send(channel, EXPORT_TRACES, request);
    }
    for (TraceFactory.Request request : batch.logs()) {
      send(channel, EXPORT_LOGS, request);
    }
    if (!batch.late().isEmpty()) {
      held.add(new Held(System.nanoTime() + LATE_NANOS, batch.late()));
    }
    traces += tracesABatch;
    spans += batch.spans();
    logs += batch.logRecords();
  }

  private void sendHeld(ManagedChannel channel, long nowNanos) throws InterruptedException {
    while (!held.isEmpty() && (nowNanos == Long.MAX_VALUE || held.peek().dueNanos() <= nowNanos)) {
      for (TraceFactory.Request request : held.remove().requests()) {
        send(channel, EXPORT_TRACES, request);
      }
    }
  }

  private void pace(long startNanos) {
    if (settings.spansPerSecond() > 0) {
      long dueNanos = startNanos + (long) (spans * 1e9 / settings.spansPerSecond());
      waitUntil(dueNanos);
    }
    waitUntil(pausedUntilNanos);
  }

  private static void waitUntil(long nanos) {
    for (long rest = nanos - System.nanoTime(); rest > 0; rest = nanos - System.nanoTime()) {
      LockSupport.parkNanos(rest);
    }
  }

  private void send(
      ManagedChannel channel, MethodDescriptor<byte[], byte[]> method, TraceFactory.Request request)
      throws InterruptedException {
    permits.acquire();
    bytes += request.bytes().length;
    call(channel, method, request);
  }

  private void call(
      ManagedChannel channel,
      MethodDescriptor<byte[], byte[]> method,
      TraceFactory.Request request) {
    ClientCalls.asyncUnaryCall(
        channel.newCall(method, CallOptions.DEFAULT),
        request.bytes(),
        new Answer(channel, method, request));
  }

  /** Counts an answer; a refused request waits and is sent again, as exporters do. */
  private final class Answer implements StreamObserver<byte[]> {
    private final ManagedChannel channel;
    private final MethodDescriptor<byte[], byte[]> method;
    private final TraceFactory.Request request;

    Answer(
        ManagedChannel channel,
        MethodDescriptor<byte[], byte[]> method,
        TraceFactory.Request request) {
      this.channel = channel;
      this.method = method;
      this.request = request;
    }

    @Override
    public void onNext(byte[] value) {
      acknowledgedSpans.add(request.spans());
    }

    @Override
    public void onError(Throwable error) {
      Status.Code code =
          error instanceof StatusRuntimeException e ? e.getStatus().getCode() : Status.Code.UNKNOWN;
      if (code == Status.Code.UNAVAILABLE || code == Status.Code.RESOURCE_EXHAUSTED) {
        refusedRequests.increment();
        pausedUntilNanos = System.nanoTime() + REFUSED_PAUSE_NANOS;
        CompletableFuture.delayedExecutor(REFUSED_PAUSE_NANOS, TimeUnit.NANOSECONDS)
            .execute(() -> call(channel, method, request));
        return; // the permit stays taken: a refusing receiver gets fewer requests
      }
      failedRequests.increment();
      permits.release();
    }

    @Override
    public void onCompleted() {
      permits.release();
    }
  }

  private Totals totals(long startNanos) {
    return new Totals(
        traces,
        spans,
        logs,
        acknowledgedSpans.sum(),
        refusedRequests.sum(),
        failedRequests.sum(),
        bytes,
        Duration.ofNanos(System.nanoTime() - startNanos));
  }

  private static long epochNanos() {
    java.time.Instant now = java.time.Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private static MethodDescriptor<byte[], byte[]> unary(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(name)
        .setRequestMarshaller(RawBytes.INSTANCE)
        .setResponseMarshaller(RawBytes.INSTANCE)
        .build();
  }

  private enum RawBytes implements MethodDescriptor.Marshaller<byte[]> {
    INSTANCE;

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
