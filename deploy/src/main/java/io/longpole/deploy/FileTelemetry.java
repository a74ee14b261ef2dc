package io.longpole.deploy;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.Window;
import io.longpole.analyzer.WindowAnalysis;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.collector.file.TelemetryFiles;
import io.longpole.collector.file.UnreadableInputException;
import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.OtlpDecoder;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything in a set of telemetry files, held in memory to be analysed as one window. */
final class FileTelemetry implements TelemetryFiles.OtlpSink {

  private final OtlpDecoder decoder = new OtlpDecoder();
  private final List<Span> spans = new ArrayList<>();
  private final List<LogRecord> logs = new ArrayList<>();
  private final Map<String, Long> rejectedByReason = new TreeMap<>();
  private long rejectedSpans;
  private long metricPoints;

  void read(List<String> files, InputStream standardInput) throws UnreadableInputException {
    TelemetryFiles.read(files, standardInput, this);
  }

  /** The traces, assembled, with what all of them tell of the order of calls. */
  Window window(Settings settings, Analysis analysis) {
    return Window.of(spans, Map.of(), settings, analysis);
  }

  WindowAnalysis.Report analyse(Settings settings) {
    List<String> notes = new ArrayList<>();
    rejectedByReason.forEach((reason, count) -> notes.add(count + " spans rejected: " + reason));
    if (metricPoints > 0) {
      notes.add(metricPoints + " metric points passed over: longpole reads traces and logs");
    }
    return WindowAnalysis.of(spans, logs, rejectedSpans, notes, settings);
  }

  @Override
  public void traces(byte[] request) {
    try {
      decoder.spans(request, 0, request.length, spans::add);
    } catch (MalformedException e) {
      throw new IllegalStateException("a file reader made a request that cannot be decoded", e);
    }
  }

  @Override
  public void logs(byte[] request) {
    try {
      decoder.logs(request, 0, request.length, logs::add);
    } catch (MalformedException e) {
      throw new IllegalStateException("a file reader made a request that cannot be decoded", e);
    }
  }

  @Override
  public void metrics(long dataPoints) {
    metricPoints += dataPoints;
  }

  @Override
  public void rejected(String file, String place, String reason, long count) {
    rejectedSpans += count;
    rejectedByReason.merge(reason, count, Long::sum);
  }
}
