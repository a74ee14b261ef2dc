package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.collector.log.DeadLetterEntry;
import io.longpole.collector.log.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LogWriterTest {

  private final FakeLog log = new FakeLog();
  private final ReceiverCounters counters = new ReceiverCounters();

  @Test
  void recordsAreAppendedInOrderAndThenTold() throws Exception {
    try (LogWriter writer = writer(Durability.PAGE_CACHE)) {
      for (int i = 0; i < 50; i++) {
        assertThat(offer(writer, i).get(30, TimeUnit.SECONDS)).isEqualTo("written");
      }
    }

    assertThat(log.appended).extracting(r -> r.payload()[0]).hasSize(50).isSorted();
    assertThat(log.syncs).hasValue(0);
  }

  @Test
  void whoeverWaitsSharesOneSync() throws Exception {
    log.hold = new CountDownLatch(1);
    List<CompletableFuture<String>> told = new ArrayList<>();
    try (LogWriter writer = writer(Durability.SYNCED)) {
      for (int i = 0; i < 20; i++) {
        told.add(offer(writer, i));
      }
      log.hold.countDown();
      for (CompletableFuture<String> one : told) {
        assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo("written");
      }
    }

    // The first may have been taken alone, before the others came.
    assertThat(log.syncs.get()).isBetween(1, 2);
  }

  @Test
  void aSyncThatFailsRefusesAllThatWaited() throws Exception {
    log.syncFailing = true;
    try (LogWriter writer = writer(Durability.SYNCED)) {
      assertThat(offer(writer, 1).get(30, TimeUnit.SECONDS)).isEqualTo("append_failed");
    }
  }

  @Test
  void anAppendThatFailsIsRefusedAlone() throws Exception {
    try (LogWriter writer = writer(Durability.PAGE_CACHE)) {
      log.failing = true;
      assertThat(offer(writer, 1).get(30, TimeUnit.SECONDS)).isEqualTo("append_failed");
      log.failing = false;
      assertThat(offer(writer, 2).get(30, TimeUnit.SECONDS)).isEqualTo("written");
    }

    assertThat(log.appended).hasSize(1);
  }

  @Test
  void periodicSyncsByItselfAndAtTheEnd() throws Exception {
    try (LogWriter writer = writer(Durability.PERIODIC)) {
      assertThat(offer(writer, 1).get(30, TimeUnit.SECONDS)).isEqualTo("written");
      long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (log.syncs.get() == 0 && System.nanoTime() < deadlineNanos) {
        Thread.onSpinWait();
      }
      assertThat(log.syncs).hasValue(1);
      assertThat(offer(writer, 2).get(30, TimeUnit.SECONDS)).isEqualTo("written");
    }

    assertThat(log.syncs).hasValue(2);
  }

  @Test
  void aFullQueueTakesNoMoreAndAllOfItIsWrittenAtTheEnd() {
    log.hold = new CountDownLatch(1);
    int taken = 0;
    try (LogWriter writer = writer(Durability.PAGE_CACHE)) {
      while (writer.offer(task(1, new CompletableFuture<>()))) {
        taken++;
      }
      log.hold.countDown();
    }

    // The writer may have taken some out before it came to the hold.
    assertThat(taken).isBetween(LogWriter.QUEUE_LENGTH, 2 * LogWriter.QUEUE_LENGTH);
    assertThat(log.appended).hasSize(taken);
  }

  @Test
  void aClosedWriterTakesNothing() {
    LogWriter writer = writer(Durability.PAGE_CACHE);
    writer.close();
    writer.close();

    assertThat(writer.offer(task(1, new CompletableFuture<>()))).isFalse();
  }

  @Test
  void deadLettersFollowAnAppendThatWorkedOnly() throws Exception {
    DeadLetterEntry letter =
        new DeadLetterEntry("span_id_zero", 5, Signal.TRACES, "test", new byte[] {9});
    try (LogWriter writer = writer(Durability.PAGE_CACHE)) {
      for (boolean failing : new boolean[] {true, false}) {
        log.failing = failing;
        CompletableFuture<String> told = new CompletableFuture<>();
        writer.offer(
            new LogWriter.Task(
                OtlpSignal.TRACES, 5, new byte[] {1}, List.of(letter), telling(told)));
        assertThat(told.get(30, TimeUnit.SECONDS)).isEqualTo(failing ? "append_failed" : "written");
      }
    }

    assertThat(log.letters).containsExactly(letter);
    assertThat(counters.count("dead_letters", "kept")).isEqualTo(1);
  }

  private LogWriter writer(Durability durability) {
    return new LogWriter(log, log, durability, counters);
  }

  private static CompletableFuture<String> offer(LogWriter writer, int number) {
    CompletableFuture<String> told = new CompletableFuture<>();
    assertThat(writer.offer(task(number, told))).isTrue();
    return told;
  }

  private static LogWriter.Task task(int number, CompletableFuture<String> told) {
    return new LogWriter.Task(
        OtlpSignal.TRACES, number, new byte[] {(byte) number}, List.of(), telling(told));
  }

  private static LogWriter.Done telling(CompletableFuture<String> told) {
    return new LogWriter.Done() {
      @Override
      public void written() {
        told.complete("written");
      }

      @Override
      public void refused(Refusal refusal) {
        told.complete(refusal.reason());
      }
    };
  }
}
