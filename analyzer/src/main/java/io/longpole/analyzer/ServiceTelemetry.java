package io.longpole.analyzer;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the services of a window send, and so what cannot be seen of them. */
final class ServiceTelemetry {

  /** Fewer spans of a service say little about what it sends. */
  private static final int ENOUGH_SPANS = 20;

  private static final class Seen {
    long spans;
    boolean serves;
    boolean tellsStatus;
    boolean queries;
    boolean tellsRows;
    boolean tellsVersion;
  }

  private final Map<String, Seen> services = new TreeMap<>();

  void add(Trace trace, Calls calls) {
    for (int node = 0; node < trace.size(); node++) {
      Span span = trace.span(node);
      Seen seen = services.computeIfAbsent(span.service(), unseen -> new Seen());
      seen.spans++;
      if (!seen.serves) {
        SpanKind kind = calls.kind(node);
        seen.serves = kind == SpanKind.SERVER || kind == SpanKind.CONSUMER;
      }
      seen.tellsStatus = seen.tellsStatus || calls.tellsStatus(node);
      seen.tellsVersion =
          seen.tellsVersion || span.resource().attributes().text("service.version") != null;
      Call call = calls.at(node);
      if (call != null && call.callClass() == Call.CallClass.DB) {
        seen.queries = true;
        seen.tellsRows = seen.tellsRows || calls.rows(node) >= 0;
      }
    }
  }

  List<String> withoutServerSpans() {
    return services.entrySet().stream()
        .filter(entry -> entry.getValue().spans >= ENOUGH_SPANS && !entry.getValue().serves)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Services that ask databases and never say how many rows came. */
  List<String> withoutRows() {
    return services.entrySet().stream()
        .filter(entry -> entry.getValue().spans >= ENOUGH_SPANS)
        .filter(entry -> entry.getValue().queries && !entry.getValue().tellsRows)
        .map(Map.Entry::getKey)
        .toList();
  }

  List<String> withoutVersion() {
    return services.entrySet().stream()
        .filter(entry -> entry.getValue().spans >= ENOUGH_SPANS && !entry.getValue().tellsVersion)
        .map(Map.Entry::getKey)
        .toList();
  }

  List<String> withoutStatus() {
    return services.entrySet().stream()
        .filter(entry -> entry.getValue().spans >= ENOUGH_SPANS && !entry.getValue().tellsStatus)
        .map(Map.Entry::getKey)
        .toList();
  }
}
