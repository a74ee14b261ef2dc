package io.longpole.collector.otlp;

import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.RequestWalk;
import io.longpole.collector.wire.Walked;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way into the span log: a request is walked, its bad spans are split off, the rest is
 * appended, and only then is it acknowledged.
 *
 * <p>gRPC, HTTP, file import and the replay of dead letters all come through here. A request is
 * taken whole or not at all. For any thread; futures complete on the caller's or the writer's
 * thread.
 */
public final class FrontDoor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
  private static final long SAY_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int RETRY_SECONDS = 5;

  /** Largest dead letter; the log cuts there too, this keeps the queue small. */
  private static final int MAX_LETTER_BYTES = 1 << 20;

  private final LogWriter writer;
  private final Supplier<Optional<Refusal>> gate;
  private final ReceiverCounters counters;
  private final SenderWarnings warnings = new SenderWarnings();
  private final RarelyLogged refusals = new RarelyLogged(LOG, SAY_INTERVAL_NANOS, System::nanoTime);
  private final LongSupplier clockNanos;
  private volatile boolean stopping;

  /**
   * @param gate a lasting reason to take nothing, such as a full disk or too much lag; asked once a
   *     request, before its body is read
   */
  FrontDoor(
      SpanAppender appender,
      DeadLetter.Sink deadLetters,
      Durability durability,
      Supplier<Optional<Refusal>> gate,
      ReceiverCounters counters) {
    this.writer = new LogWriter(appender, deadLetters, durability, counters);
    this.gate = gate;
    this.counters = counters;
    this.clockNanos = FrontDoor::epochNanos;
  }

  /** As {@link #accept(OtlpSignal, byte[], String, List)}, without notes. */
  public CompletableFuture<Receipt> accept(OtlpSignal signal, byte[] protobuf, String source) {
    return accept(signal, protobuf, source, List.of());
  }

  /**
   * Takes an export request in protobuf.
   *
   * <p>Completes when the request is in the span log at the configured durability; exceptionally
   * with {@link MalformedException} when it cannot be decoded (then it is among the dead letters),
   * with {@link RefusedException} when it shall be sent again later. The array is owned by the
   * front door from now on.
   *
   * @param source where it came from, for dead letters
   * @param notes oddities met before, such as tolerated JSON habits: warned about once a service
   */
  public CompletableFuture<Receipt> accept(
      OtlpSignal signal, byte[] protobuf, String source, List<String> notes) {
    Optional<Refusal> refusal = refusal();
    if (refusal.isPresent()) {
      return refused(signal, refusal.get());
    }
    long now = clockNanos.getAsLong();
    Walked walked;
    try {
      walked = walk(signal, protobuf, now);
    } catch (MalformedException e) {
      undecodable(signal, "malformed", protobuf, source);
      return CompletableFuture.failedFuture(e);
    }
    counters.requestReceived(signal, protobuf.length);
    if (signal == OtlpSignal.METRICS) {
      return CompletableFuture.completedFuture(counted(walked));
    }
    if (walked.items() == 0) {
      return CompletableFuture.completedFuture(Receipt.EMPTY);
    }
    return append(new Request(signal, now, protobuf, source, walked), notes);
  }

  /** Counts metrics that came in another encoding; they are not kept. */
  Receipt countMetrics(Walked walked, long bytes) {
    counters.requestReceived(OtlpSignal.METRICS, bytes);
    return counted(walked);
  }

  /** Puts a message that is none among the dead letters and counts it. */
  void undecodable(OtlpSignal signal, String reason, byte[] payload, String source) {
    counters.invalid(signal, reason);
    byte[] kept =
        payload.length <= MAX_LETTER_BYTES ? payload : Arrays.copyOf(payload, MAX_LETTER_BYTES);
    DeadLetter letter = new DeadLetter(reason, clockNanos.getAsLong(), signal, source, kept);
    LogWriter.Task task =
        new LogWriter.Task(signal, letter.timeNanos(), null, List.of(letter), LogWriter.NOBODY);
    if (!writer.offer(task)) {
      counters.deadLetter("lost");
    }
  }

  /** A lasting reason to take nothing; to be asked before a body is read. */
  Optional<Refusal> refusal() {
    if (stopping) {
      return Optional.of(
          new Refusal(Refusal.STOPPING, RETRY_SECONDS, "longpole is shutting down."));
    }
    return gate.get();
  }

  /** Counts a refusal and says it in the log, now and then. */
  void count(OtlpSignal signal, Refusal refusal) {
    long count = counters.refused(signal, refusal.reason());
    refusals.warn(
        signal.key() + refusal.reason(),
        "Refused "
            + signal.key()
            + " ("
            + refusal.reason()
            + ", "
            + count
            + " requests since start): "
            + refusal.message());
  }

  /** From now on everything is refused; what was taken is still written. */
  public void stopTaking() {
    stopping = true;
  }

  /** Stops taking, writes what waits, and ends the writer's thread. */
  @Override
  public void close() {
    stopTaking();
    writer.close();
  }

  private CompletableFuture<Receipt> append(Request request, List<String> notes) {
    CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    if (!writer.offer(task(request, notes, receipt))) {
      return refused(
          request.signal(),
          new Refusal(
              Refusal.IN_FLIGHT,
              RETRY_SECONDS,
              "Overloaded: " + LogWriter.QUEUE_LENGTH + " requests are waiting to be stored."));
    }
    return receipt;
  }

  private LogWriter.Task task(
      Request request, List<String> notes, CompletableFuture<Receipt> receipt) {
    LogWriter.Done done =
        new LogWriter.Done() {
          @Override
          public void written() {
            countTaken(request);
            receipt.complete(receiptOf(request, notes));
          }

          @Override
          public void refused(Refusal refusal) {
            count(request.signal(), refusal);
            receipt.completeExceptionally(new RefusedException(refusal));
          }
        };
    try {
      return new LogWriter.Task(
          request.signal(), request.timeNanos(), request.goodPart(), request.deadLetters(), done);
    } catch (MalformedException e) {
      // Walked a moment ago, so this is a fault of ours; never one of the sender's.
      throw new IllegalStateException("a walked request is malformed", e);
    }
  }

  private Receipt receiptOf(Request request, List<String> notes) {
    Walked walked = request.walked();
    return new Receipt(
        walked.goodItems(),
        walked.badSpans().size(),
        request.rejectionMessage(),
        warnings.of(request.signal(), walked, notes));
  }

  private void countTaken(Request request) {
    Walked walked = request.walked();
    counters.received(request.signal(), walked.items());
    counters.accepted(request.signal(), walked.goodItems());
    walked.badSpans().forEach(bad -> counters.rejected(request.signal(), bad.fault().key(), 1));
    counters.noted("odd_parent_id", walked.oddParents());
  }

  private Receipt counted(Walked walked) {
    counters.received(OtlpSignal.METRICS, walked.items());
    counters.accepted(OtlpSignal.METRICS, walked.items());
    walked.itemsByService().forEach(counters::metricsOf);
    return new Receipt(walked.items(), 0, "", warnings.of(OtlpSignal.METRICS, walked, List.of()));
  }

  private CompletableFuture<Receipt> refused(OtlpSignal signal, Refusal refusal) {
    count(signal, refusal);
    return CompletableFuture.failedFuture(new RefusedException(refusal));
  }

  private static Walked walk(OtlpSignal signal, byte[] protobuf, long nowNanos)
      throws MalformedException {
    return switch (signal) {
      case TRACES -> RequestWalk.walkTraces(protobuf, 0, protobuf.length, nowNanos);
      case LOGS -> RequestWalk.walkLogs(protobuf, 0, protobuf.length);
      case METRICS -> RequestWalk.walkMetrics(protobuf, 0, protobuf.length);
    };
  }

  private static long epochNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
