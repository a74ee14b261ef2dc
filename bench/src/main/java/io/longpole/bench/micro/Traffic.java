package io.longpole.bench.micro;

import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.OtlpDecoder;
import io.longpole.deploy.load.LoadShape;
import io.longpole.deploy.load.TraceFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the load generator sends, as requests, as spans and as traces; the same at every run. */
final class Traffic {

  /** About when all traces end. */
  static final long EPOCH_NANOS = 1_760_000_000_000_000_000L;

  /** Spans that the load generator puts into a batch of requests. */
  private static final int SPANS_A_BATCH = 2_048;

  private final TraceFactory factory;
  private final OtlpDecoder decoder = new OtlpDecoder();
  private final int tracesABatch;
  private long nowNanos = EPOCH_NANOS;

  Traffic(int spansPerTrace) {
    LoadShape usual = LoadShape.DEFAULT;
    LoadShape shape =
        new LoadShape(
            spansPerTrace,
            usual.services(),
            usual.errorShare(),
            0,
            usual.disorderShare(),
            usual.logsPerSpan());
    factory = new TraceFactory(shape, 1);
    tracesABatch = Math.max(1, SPANS_A_BATCH / spansPerTrace);
  }

  /** Requests with at least so many spans in all; whole batches, one request a service in each. */
  List<TraceFactory.Request> requests(int spans) {
    List<TraceFactory.Request> requests = new ArrayList<>();
    for (int made = 0; made < spans; ) {
      TraceFactory.Batch batch = next();
      requests.addAll(batch.traces());
      made += batch.spans();
    }
    return requests;
  }

  /** The traces and log records of the next batch. */
  Decoded decoded() {
    TraceFactory.Batch batch = next();
    Map<TraceId, List<Span>> traces = new LinkedHashMap<>();
    List<LogRecord> logs = new ArrayList<>();
    try {
      for (TraceFactory.Request request : batch.traces()) {
        decoder.spans(
            request.bytes(),
            0,
            request.bytes().length,
            span -> traces.computeIfAbsent(span.traceId(), id -> new ArrayList<>()).add(span));
      }
      for (TraceFactory.Request request : batch.logs()) {
        decoder.logs(request.bytes(), 0, request.bytes().length, logs::add);
      }
    } catch (MalformedException e) {
      throw new IllegalStateException("the load generator made a request that is not OTLP", e);
    }
    return new Decoded(List.copyOf(traces.values()), logs);
  }

  /** Spans by trace, in the order of their arrival, and log records. */
  record Decoded(List<List<Span>> traces, List<LogRecord> logs) {
    Decoded {
      traces = List.copyOf(traces);
      logs = List.copyOf(logs);
    }
  }

  /** So many traces as spans, in the order of their arrival. */
  List<List<Span>> spans(int traces) {
    List<List<Span>> spans = new ArrayList<>();
    while (spans.size() < traces) {
      spans.addAll(decoded().traces());
    }
    return List.copyOf(spans.subList(0, traces));
  }

  /** So many assembled traces. */
  List<Trace> traces(int traces) {
    return spans(traces).stream().map(Traffic::assemble).toList();
  }

  static Trace assemble(List<Span> spans) {
    return Assembly.assemble(spans.get(0).traceId(), spans, List.of(), AssemblySettings.DEFAULT);
  }

  private TraceFactory.Batch next() {
    nowNanos += 1_000_000;
    return factory.batch(tracesABatch, nowNanos);
  }
}
