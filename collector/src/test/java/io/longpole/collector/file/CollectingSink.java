package io.longpole.collector.file;

import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.OtlpDecoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decodes what it is given and keeps it, or only counts it. */
final class CollectingSink implements TelemetryFiles.OtlpSink {

  final List<Span> spans = new ArrayList<>();
  final List<LogRecord> logs = new ArrayList<>();
  final List<String> rejections = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  final List<Integer> spansOfRequests = new ArrayList<>();
  final Set<TraceId> traceIds = new HashSet<>();
  final Set<String> services = new HashSet<>();
  long spanCount;
  long logCount;
  long linkedLogs;
  long dataPoints;
  long rejectedSpans;

  private final boolean keeping;
  private final OtlpDecoder decoder = new OtlpDecoder();

  CollectingSink(boolean keeping) {
    this.keeping = keeping;
  }

  @Override
  public void traces(byte[] request) {
    long before = spanCount;
    try {
      int bad = decoder.spans(request, 0, request.length, this::add);
      if (bad > 0) {
        throw new AssertionError(bad + " bad spans were handed on");
      }
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
    spansOfRequests.add((int) (spanCount - before));
  }

  @Override
  public void logs(byte[] request) {
    try {
      decoder.logs(request, 0, request.length, this::add);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void metrics(long points) {
    dataPoints += points;
  }

  @Override
  public void rejected(String file, String place, String reason, long count) {
    rejections.add(place + ": " + reason + ": " + count);
    rejectedSpans += count;
  }

  @Override
  public void warning(String file, String sentence) {
    warnings.add(sentence);
  }

  private void add(Span span) {
    spanCount++;
    traceIds.add(span.traceId());
    services.add(span.service());
    if (keeping) {
      spans.add(span);
    }
  }

  private void add(LogRecord log) {
    logCount++;
    linkedLogs += log.traceId().isValid() ? 1 : 0;
    if (keeping) {
      logs.add(log);
    }
  }
}
