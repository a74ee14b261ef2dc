package io.longpole.collector.otlp;

import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.OtlpJson;
import io.longpole.collector.wire.Tolerance;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the bytes of a body to the front door: decompressed, turned from JSON into protobuf.
 *
 * <p>Small plain protobuf is handled where it arrives, on the event loop; whatever may take long
 * goes to worker threads, so that one large body does not hold up the other connections.
 */
final class Intake implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  /** Walking this much takes well under a millisecond. */
  private static final int INLINE_BYTES = 1 << 20;

  private static final long STOP_SECONDS = 10;

  /**
   * One body.
   *
   * @param reservation given back when the body is in the log or refused
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Message(
      OtlpSignal signal,
      byte[] bytes,
      Compression compression,
      Encoding encoding,
      String source,
      InFlightBytes.Reservation reservation) {}

  private final FrontDoor frontDoor;
  private final int maxMessageBytes;
  private final ReceiverCounters counters;
  private final ExecutorService workers;

  Intake(FrontDoor frontDoor, int maxMessageBytes, ReceiverCounters counters) {
    this.frontDoor = frontDoor;
    this.counters = counters;
    this.maxMessageBytes = maxMessageBytes;
    AtomicInteger number = new AtomicInteger();
    this.workers =
        Executors.newFixedThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            task -> {
              Thread thread = new Thread(task, "longpole-otlp-body-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Completes as {@link FrontDoor#accept} does, or with {@link TooLargeException}. */
  CompletableFuture<Receipt> take(Message message) {
    CompletableFuture<Receipt> receipt;
    if (message.compression() == Compression.NONE
        && message.encoding() == Encoding.PROTOBUF
        && message.bytes().length <= INLINE_BYTES) {
      receipt = opened(message);
    } else {
      receipt = onWorker(message);
    }
    return receipt.whenComplete((unused, failure) -> message.reservation().close());
  }

  private CompletableFuture<Receipt> onWorker(Message message) {
    CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    try {
      workers.execute(() -> forward(opened(message), receipt));
      return receipt;
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new RefusedException(
              frontDoor
                  .refusal()
                  .orElse(new Refusal(Refusal.STOPPING, 1, "longpole is shutting down."))));
    }
  }

  private static void forward(CompletableFuture<Receipt> from, CompletableFuture<Receipt> target) {
    var unused =
        from.handle((receipt, failure) ->
            failure == null ? target.complete(receipt) : target.completeExceptionally(failure));
  }

  private CompletableFuture<Receipt> opened(Message message) {
    byte[] plain = message.bytes();
    try {
      plain = message.compression().open(message.bytes(), maxMessageBytes, message.reservation());
      return handOver(message, plain);
    } catch (MalformedException e) {
      String reason = message.encoding() == Encoding.JSON ? "malformed_json" : "malformed";
      frontDoor.undecodable(message.signal(), reason, plain, message.source());
      return CompletableFuture.failedFuture(e);
    } catch (TooLargeException e) {
      counters.invalid(message.signal(), "too_large");
      return CompletableFuture.failedFuture(e);
    } catch (RefusedException e) {
      frontDoor.count(message.signal(), e.refusal());
      return CompletableFuture.failedFuture(e);
    } catch (RuntimeException | Error e) {
      LOG.error("A request could not be taken", e);
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Receipt> handOver(Message message, byte[] plain)
      throws MalformedException, RefusedException {
    if (message.encoding() == Encoding.PROTOBUF) {
      return frontDoor.accept(message.signal(), plain, message.source());
    }
    Tolerance tolerated = new Tolerance();
    byte[] protobuf = protobuf(message.signal(), plain, tolerated);
    message.reservation().take(protobuf.length);
    return frontDoor.accept(message.signal(), protobuf, message.source(), tolerated);
  }

  private static byte[] protobuf(OtlpSignal signal, byte[] json, Tolerance tolerated)
      throws MalformedException {
    return switch (signal) {
      case TRACES -> OtlpJson.tracesToProtobuf(json, tolerated);
      case LOGS -> OtlpJson.logsToProtobuf(json, tolerated);
      case METRICS -> OtlpJson.metricsToProtobuf(json, tolerated);
    };
  }

  /** Finishes what is begun and ends the threads. */
  @Override
  public void close() {
    workers.shutdown();
    try {
      if (!workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
