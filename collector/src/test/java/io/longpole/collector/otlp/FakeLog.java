package io.longpole.collector.otlp;

import io.longpole.collector.log.DeadLetterEntry;
import io.longpole.collector.log.Signal;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A span log and a dead-letter log in memory, which can be told to fail or to wait. */
final class FakeLog implements SpanAppender, DeadLetterSink {

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Appended(Signal signal, byte[] payload) {}

  final List<Appended> appended = new CopyOnWriteArrayList<>();
  final List<DeadLetterEntry> letters = new CopyOnWriteArrayList<>();
  final AtomicInteger syncs = new AtomicInteger();
  volatile boolean failing;
  volatile boolean syncFailing;

  /** What the writer waits for before each append. */
  volatile CountDownLatch hold = new CountDownLatch(0);

  /** Appends that have begun, held ones included. */
  final AtomicInteger begun = new AtomicInteger();

  @Override
  public void append(Signal signal, long timeNanos, byte[] payload) throws Exception {
    begun.incrementAndGet();
    hold.await();
    if (failing) {
      throw new IOException("no space left on device");
    }
    appended.add(new Appended(signal, payload));
  }

  @Override
  public void sync() throws Exception {
    syncs.incrementAndGet();
    if (syncFailing) {
      throw new IOException("I/O error");
    }
  }

  @Override
  public void add(DeadLetterEntry letter) {
    letters.add(letter);
  }

  List<Span> spans() throws Exception {
    List<Span> spans = new ArrayList<>();
    for (Appended record : appended) {
      if (record.signal == Signal.TRACES) {
        ExportTraceServiceRequest.parseFrom(record.payload).getResourceSpansList().stream()
            .flatMap(resource -> resource.getScopeSpansList().stream())
            .forEach(scope -> spans.addAll(scope.getSpansList()));
      }
    }
    return spans;
  }

  long logRecords() throws Exception {
    long count = 0;
    for (Appended record : appended) {
      if (record.signal == Signal.LOGS) {
        count +=
            ExportLogsServiceRequest.parseFrom(record.payload).getResourceLogsList().stream()
                .flatMap(resource -> resource.getScopeLogsList().stream())
                .mapToLong(scope -> scope.getLogRecordsCount())
                .sum();
      }
    }
    return count;
  }
}
