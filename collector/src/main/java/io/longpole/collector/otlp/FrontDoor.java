package io.longpole.collector.otlp;

import io.longpole.collector.log.DeadLetterEntry;
import io.longpole.collector.log.DeadLetterLog;
import io.longpole.collector.log.DiskWatermark;
import io.longpole.collector.log.RecordLog;
import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.RequestWalk;
import io.longpole.collector.wire.Tolerance;
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

  /** Source of what was among the dead letters already. */
  private static final String REPLAY = "dead letters";

  /** Largest dead letter; the log cuts there too, this keeps the queue small. */
  private static final int MAX_LETTER_BYTES = 1 << 20;

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Arrival(OtlpSignal signal, byte[] protobuf, String source, Tolerance tolerated) {}

  private final LogWriter writer;
  private final Supplier<Optional<Refusal>> gate;
  private final ReceiverCounters counters;
  private final SenderWarnings warnings = new SenderWarnings();
  private final RarelyLogged refusals =
      new RarelyLogged(LOG::warn, SAY_INTERVAL_NANOS, System::nanoTime);
  private final LongSupplier clockNanos;
  private volatile boolean stopping;

  /**
   * @param gate a lasting reason to take nothing, such as a full disk or too much lag; asked once a
   *     request, before its body is read
   */
  FrontDoor(
      SpanAppender appender,
      DeadLetterSink deadLetters,
      Durability durability,
      Supplier<Optional<Refusal>> gate,
      ReceiverCounters counters) {
    this.writer = new LogWriter(appender, deadLetters, durability, counters);
    this.gate = gate;
    this.counters = counters;
    this.clockNanos = FrontDoor::epochNanos;
  }

  /**
   * A front door onto the span log and the dead letters; both stay their owner's to close.
   *
   * @param gate as above; the span log's watermark is asked besides
   */
  public static FrontDoor onto(
      RecordLog spanLog,
      DeadLetterLog deadLetters,
      Durability durability,
      Supplier<Optional<Refusal>> gate,
      ReceiverCounters counters) {
    Supplier<Optional<Refusal>> both =
        () -> {
          Optional<Refusal> refusal = gate.get();
          return refusal.isPresent() ? refusal : diskRefusal(spanLog.watermark());
        };
    return new FrontDoor(SpanAppender.to(spanLog), deadLetters::add, durability, both, counters);
  }

  private static Optional<Refusal> diskRefusal(DiskWatermark watermark) {
    return watermark.allowsAppend()
        ? Optional.empty()
        : Optional.of(new Refusal(Refusal.DISK, Refusal.DISK_RETRY_SECONDS, watermark.reason()));
  }

  /** As {@link #accept(OtlpSignal, byte[], String, Tolerance)}, for what came in protobuf. */
  public CompletableFuture<Receipt> accept(OtlpSignal signal, byte[] protobuf, String source) {
    return accept(signal, protobuf, source, new Tolerance());
  }

  /** Takes a dead letter once more; what is still bad is not kept among them a second time. */
  public CompletableFuture<Receipt> replay(OtlpSignal signal, byte[] protobuf) {
    return accept(new Arrival(signal, protobuf, REPLAY, new Tolerance()));
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
   * @param tolerated what its JSON was forgiven; warned about once a service
   */
  public CompletableFuture<Receipt> accept(
      OtlpSignal signal, byte[] protobuf, String source, Tolerance tolerated) {
    return accept(new Arrival(signal, protobuf, source, tolerated));
  }

  private CompletableFuture<Receipt> accept(Arrival arrival) {
    OtlpSignal signal = arrival.signal();
    byte[] protobuf = arrival.protobuf();
    Optional<Refusal> refusal = refusal();
    if (refusal.isPresent()) {
      return refused(signal, refusal.get());
    }
    long now = clockNanos.getAsLong();
    Walked walked;
    try {
      walked = walk(signal, protobuf, now);
    } catch (MalformedException e) {
      undecodable(signal, "malformed", protobuf, arrival.source());
      return CompletableFuture.failedFuture(e);
    }
    counters.requestReceived(signal, protobuf.length);
    counters.noted("json_base64_ids", arrival.tolerated().base64Ids());
    counters.noted("json_enum_names", arrival.tolerated().enumNames());
    if (signal == OtlpSignal.METRICS) {
      return CompletableFuture.completedFuture(counted(walked, arrival.tolerated()));
    }
    if (walked.items() == 0) {
      return CompletableFuture.completedFuture(Receipt.EMPTY);
    }
    return append(
        new Request(signal, now, protobuf, arrival.source(), walked), arrival.tolerated());
  }

  /** Puts a message that is none among the dead letters and counts it. */
  void undecodable(OtlpSignal signal, String reason, byte[] payload, String source) {
    counters.invalid(signal, reason);
    if (source.equals(REPLAY)) {
      return;
    }
    byte[] kept =
        payload.length <= MAX_LETTER_BYTES ? payload : Arrays.copyOf(payload, MAX_LETTER_BYTES);
    DeadLetterEntry letter =
        new DeadLetterEntry(reason, clockNanos.getAsLong(), signal.logSignal(), source, kept);
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
    refusals.say(
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

  private CompletableFuture<Receipt> append(Request request, Tolerance tolerated) {
    CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    if (!writer.offer(task(request, tolerated, receipt))) {
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
      Request request, Tolerance tolerated, CompletableFuture<Receipt> receipt) {
    LogWriter.Done done =
        new LogWriter.Done() {
          @Override
          public void written() {
            countTaken(request);
            receipt.complete(receiptOf(request, tolerated));
          }

          @Override
          public void refused(Refusal refusal) {
            count(request.signal(), refusal);
            receipt.completeExceptionally(new RefusedException(refusal));
          }
        };
    try {
      return new LogWriter.Task(
          request.signal(), request.timeNanos(), request.goodPart(), letters(request), done);
    } catch (MalformedException e) {
      // Walked a moment ago, so this is a fault of ours; never one of the sender's.
      throw new IllegalStateException("a walked request is malformed", e);
    }
  }

  private static List<DeadLetterEntry> letters(Request request) throws MalformedException {
    return request.source().equals(REPLAY) ? List.of() : request.deadLetters();
  }

  private Receipt receiptOf(Request request, Tolerance tolerated) {
    Walked walked = request.walked();
    return new Receipt(
        walked.goodItems(),
        walked.badSpans().size(),
        request.rejectionMessage(),
        warnings.of(request.signal(), walked, tolerated));
  }

  private void countTaken(Request request) {
    Walked walked = request.walked();
    counters.received(request.signal(), walked.items());
    counters.accepted(request.signal(), walked.goodItems());
    walked.badSpans().forEach(bad -> counters.rejected(request.signal(), bad.fault().key(), 1));
    counters.noted("odd_parent_id", walked.oddParents());
  }

  private Receipt counted(Walked walked, Tolerance tolerated) {
    counters.received(OtlpSignal.METRICS, walked.items());
    counters.accepted(OtlpSignal.METRICS, walked.items());
    walked.itemsByService().forEach(counters::metricsOf);
    return new Receipt(walked.items(), 0, "", warnings.of(OtlpSignal.METRICS, walked, tolerated));
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
