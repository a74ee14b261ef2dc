package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.collector.log.DeadLetter;
import io.longpole.collector.log.DeadLetterLog;
import io.longpole.collector.log.DeadLetterSettings;
import io.longpole.collector.log.DiskWatermark;
import io.longpole.collector.log.LogSettings;
import io.longpole.collector.log.LogTailer;
import io.longpole.collector.log.RecordLog;
import io.longpole.collector.log.Signal;
import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.OtlpJson;
import io.longpole.collector.wire.Tolerance;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The front door onto real logs. */
@Timeout(120)
class FrontDoorTest {

  private static final LogSettings SETTINGS =
      LogSettings.DEFAULT.withBlockBytes(1 << 20).withWatermark(DiskWatermark.Limits.fixed(0));

  @TempDir private Path folder;
  private final ReceiverCounters counters = new ReceiverCounters();
  private RecordLog spanLog;
  private DeadLetterLog deadLetters;
  private FrontDoor door;

  @BeforeEach
  void open() {
    spanLog = RecordLog.open(folder.resolve("spans"), SETTINGS);
    deadLetters =
        DeadLetterLog.open(
            folder.resolve("dead"),
            new DeadLetterSettings(1 << 20, 64 << 20, 1_000, DiskWatermark.Limits.fixed(0)));
    door = FrontDoor.onto(spanLog, deadLetters, Durability.PAGE_CACHE, Optional::empty, counters);
  }

  @AfterEach
  void close() {
    door.close();
    deadLetters.close();
    spanLog.close();
  }

  @Test
  void whatIsAcknowledgedIsInTheSpanLog() throws Exception {
    byte[] traces = Requests.goodTraces(3).toByteArray();
    byte[] logs = Requests.logs("shop", 2).toByteArray();

    Receipt first = accept(OtlpSignal.TRACES, traces);
    Receipt second = accept(OtlpSignal.LOGS, logs);

    assertThat(first).isEqualTo(new Receipt(3, 0, "", List.of()));
    assertThat(second).isEqualTo(new Receipt(2, 0, "", List.of()));
    List<byte[]> records = new ArrayList<>();
    List<Signal> signals = new ArrayList<>();
    try (LogTailer tailer = spanLog.tail(0)) {
      while (tailer.next(
          (position, signal, timeNanos, buffer, offset, length) -> {
            signals.add(signal);
            records.add(Arrays.copyOfRange(buffer, offset, offset + length));
          })) {
        // on to the next
      }
    }
    assertThat(signals).containsExactly(Signal.TRACES, Signal.LOGS);
    assertThat(records.get(0)).isEqualTo(traces);
    assertThat(records.get(1)).isEqualTo(logs);
  }

  @Test
  void manyThreadsAtOnceEachGetTheirRecordOnce() throws Exception {
    int threads = 8;
    int requests = 100;
    List<Thread> senders = new ArrayList<>();
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int number = t;
      Thread sender =
          new Thread(() -> {
            for (int i = 0; i < requests; i++) {
              byte[] request =
                  Requests.traces("s", List.of(Requests.span(number * requests + i))).toByteArray();
              CompletableFuture<Receipt> receipt = door.accept(OtlpSignal.TRACES, request, "test");
              synchronized (receipts) {
                receipts.add(receipt);
              }
            }
          });
      senders.add(sender);
      sender.start();
    }
    for (Thread sender : senders) {
      sender.join();
    }
    for (CompletableFuture<Receipt> receipt : receipts) {
      receipt.get(30, TimeUnit.SECONDS);
    }

    Set<String> names = new HashSet<>();
    try (LogTailer tailer = spanLog.tail(0)) {
      while (tailer.next(
          (position, signal, timeNanos, buffer, offset, length) ->
              assertThat(names.add(onlyName(Arrays.copyOfRange(buffer, offset, offset + length))))
                  .isTrue())) {
        // on to the next
      }
    }
    assertThat(names).hasSize(threads * requests);
  }

  @Test
  void undecodableBytesGoToTheDeadLettersAndNowhereElse() throws Exception {
    byte[] garbage = {0x0a, 0x7f, 1};
    CompletableFuture<Receipt> receipt = door.accept(OtlpSignal.LOGS, garbage, "somebody");

    assertThatThrownBy(() -> receipt.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(MalformedException.class);
    door.close();
    DeadLetter letter = deadLetters.list("malformed", 10).get(0);
    assertThat(letter.source()).isEqualTo("somebody");
    assertThat(letter.signal()).isEqualTo(Signal.LOGS);
    assertThat(deadLetters.payload(letter.id())).contains(garbage);
    assertThat(counters.count("logs.invalid", "malformed")).isEqualTo(1);
    assertThat(spanLog.endPosition()).isEqualTo(spanLog.startPosition());
  }

  @Test
  void aRequestOfBadSpansOnlyAppendsNothing() throws Exception {
    byte[] request =
        Requests.traces(
                "shop", List.of(Requests.withIds(1, Requests.bytes(1, 1), Requests.bytes(8, 1))))
            .toByteArray();

    Receipt receipt = accept(OtlpSignal.TRACES, request);

    assertThat(receipt.accepted()).isZero();
    assertThat(receipt.rejected()).isEqualTo(1);
    assertThat(receipt.partialSuccessMessage())
        .isEqualTo(
            "rejected spans: trace_id is not 16 bytes: 1 (such as trace_id=01"
                + " span_id=0000000000000001)");
    DeadLetter letter = deadLetters.list("", 10).get(0);
    assertThat(deadLetters.payload(letter.id())).contains(request);
  }

  @Test
  void whatIsReplayedAndStillBadIsNotKeptTwice() throws Exception {
    byte[] request =
        Requests.traces(
                "shop", List.of(Requests.withIds(1, Requests.bytes(16, 0), Requests.bytes(8, 1))))
            .toByteArray();

    Receipt receipt = door.replay(OtlpSignal.TRACES, request).get(30, TimeUnit.SECONDS);
    CompletableFuture<Receipt> garbage = door.replay(OtlpSignal.TRACES, new byte[] {7});

    assertThat(receipt.rejected()).isEqualTo(1);
    assertThat(garbage).isCompletedExceptionally();
    door.close();
    assertThat(deadLetters.list("", 10)).isEmpty();
  }

  @Test
  void aDiskUnderItsWatermarkRefusesForThirtySeconds() throws Exception {
    RecordLog full =
        RecordLog.open(
            folder.resolve("full"),
            SETTINGS.withWatermark(DiskWatermark.Limits.fixed(Long.MAX_VALUE / 2)));
    try (FrontDoor refusing =
        FrontDoor.onto(full, deadLetters, Durability.PAGE_CACHE, Optional::empty, counters)) {
      Refusal refusal = refusalOf(refusing.accept(OtlpSignal.TRACES, good(), "test"));

      assertThat(refusal.reason()).isEqualTo("disk");
      assertThat(refusal.retryAfterSeconds()).isEqualTo(30);
      assertThat(refusing.refusal()).isPresent();
    } finally {
      full.close();
    }
    assertThat(counters.count("traces.refused", "disk")).isEqualTo(1);
  }

  @Test
  void aLogThatWasClosedUnderTheDoorRefuses() throws Exception {
    spanLog.close();

    assertThat(refusalOf(door.accept(OtlpSignal.TRACES, good(), "test")).reason())
        .isEqualTo("append_failed");
  }

  @Test
  void aStoppedDoorRefusesAndAClosedOneToo() throws Exception {
    door.stopTaking();
    assertThat(refusalOf(door.accept(OtlpSignal.TRACES, good(), "test")).reason())
        .isEqualTo("stopping");
    door.close();
    assertThat(refusalOf(door.accept(OtlpSignal.TRACES, good(), "test")).reason())
        .isEqualTo("stopping");
  }

  @Test
  void aSenderWithoutServiceNameIsToldOnce() throws Exception {
    byte[] request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .addScopeSpans(ScopeSpans.newBuilder().addSpans(Requests.span(1))))
            .build()
            .toByteArray();

    Receipt first = accept(OtlpSignal.TRACES, request);
    Receipt second = accept(OtlpSignal.TRACES, request);

    assertThat(first.rejected()).isZero();
    assertThat(first.partialSuccessMessage())
        .isEqualTo(
            "no service.name in the resource; set OTEL_SERVICE_NAME so that the service can be"
                + " told apart");
    assertThat(second.partialSuccessMessage()).isEmpty();
  }

  @Test
  void aClockFarAheadIsToldOncePerService() throws Exception {
    byte[] request =
        Requests.traces(
                "early",
                List.of(Requests.span(1).toBuilder().setStartTimeUnixNano(Long.MAX_VALUE).build()))
            .toByteArray();

    assertThat(accept(OtlpSignal.TRACES, request).warnings())
        .containsExactly(
            "spans start more than a day ahead of the clock of longpole; check the clock of the"
                + " sender (early)");
    assertThat(accept(OtlpSignal.TRACES, request).warnings()).isEmpty();
  }

  @Test
  void toleratedJsonHabitsAreCountedAndToldOnce() throws Exception {
    String json =
        """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":
        {"stringValue":"py"}}]},"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000001",
        "spanId":"0000000000000001","kind":"SPAN_KIND_SERVER"}]}]}]}
        """;

    Receipt first = acceptJson(json);
    Receipt second = acceptJson(json);

    assertThat(first.accepted()).isEqualTo(1);
    assertThat(first.warnings()).hasSize(1);
    assertThat(first.warnings().get(0)).contains("1 enum values by name");
    assertThat(second.warnings()).isEmpty();
    assertThat(counters.count("noted", "json_enum_names")).isEqualTo(2);
  }

  private Receipt acceptJson(String json) throws Exception {
    Tolerance tolerance = new Tolerance();
    byte[] protobuf = OtlpJson.tracesToProtobuf(json.getBytes(StandardCharsets.UTF_8), tolerance);
    return door.accept(OtlpSignal.TRACES, protobuf, "test", tolerance).get(30, TimeUnit.SECONDS);
  }

  private Receipt accept(OtlpSignal signal, byte[] request) throws Exception {
    return door.accept(signal, request, "test").get(30, TimeUnit.SECONDS);
  }

  private static Refusal refusalOf(CompletableFuture<Receipt> receipt) throws Exception {
    try {
      throw new AssertionError(receipt.get(30, TimeUnit.SECONDS).toString());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RefusedException refused) {
        return refused.refusal();
      }
      throw e;
    }
  }

  private static byte[] good() {
    return Requests.goodTraces(1).toByteArray();
  }

  private static String onlyName(byte[] request) {
    try {
      return ExportTraceServiceRequest.parseFrom(request)
          .getResourceSpans(0)
          .getScopeSpans(0)
          .getSpans(0)
          .getName();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
