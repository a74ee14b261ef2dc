package io.longpole.junit;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Keeps the spans that it is given until they are taken away; any thread. */
final class SpanRecorder implements SpanExporter {

  /** More than a test can mean; what comes beyond is told, not kept. */
  static final int MAX_SPANS = 1_000_000;

  private final List<SpanData> spans = new ArrayList<>();
  private long dropped;

  @Override
  public synchronized CompletableResultCode export(Collection<SpanData> exported) {
    for (SpanData span : exported) {
      if (spans.size() < MAX_SPANS) {
        spans.add(span);
      } else {
        dropped++;
      }
    }
    return CompletableResultCode.ofSuccess();
  }

  synchronized List<SpanData> spans() {
    if (dropped > 0) {
      throw new IllegalStateException(
          dropped + " spans beyond the first " + MAX_SPANS + " were not kept: clear() in between");
    }
    return List.copyOf(spans);
  }

  synchronized void clear() {
    spans.clear();
    dropped = 0;
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
