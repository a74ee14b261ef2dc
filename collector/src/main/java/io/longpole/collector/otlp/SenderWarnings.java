package io.longpole.collector.otlp;

import io.longpole.collector.wire.Tolerance;
import io.longpole.collector.wire.Walked;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What senders are told about themselves, once per service and kind of warning. */
final class SenderWarnings {

  /** Warnings remembered; after that the rest is silent. */
  static final int MAX_REMEMBERED = 1_000;

  static final String METRICS_NOT_KEPT =
      "longpole does not keep metrics; set OTEL_METRICS_EXPORTER=none to save the traffic";
  static final String NO_SERVICE_NAME =
      "no service.name in the resource; set OTEL_SERVICE_NAME so that the service can be told apart";
  static final String CLOCK_AHEAD =
      "spans start more than a day ahead of the clock of longpole; check the clock of the sender";

  /** Only a key: the text has numbers in it. */
  private static final String JSON_HABITS = "json habits of ";

  private final Set<String> metrics = ConcurrentHashMap.newKeySet();
  private final Set<String> others = ConcurrentHashMap.newKeySet();

  /**
   * The warnings that this request is the first to deserve.
   *
   * @param tolerated what its JSON was forgiven
   */
  List<String> of(OtlpSignal signal, Walked walked, Tolerance tolerated) {
    List<String> told = new ArrayList<>();
    if (signal == OtlpSignal.METRICS) {
      boolean first = false;
      for (String service : walked.itemsByService().keySet()) {
        first |= isFirst(metrics, service);
      }
      return first ? List.of(METRICS_NOT_KEPT) : List.of();
    }
    if (walked.itemsByService().containsKey("") && isFirst(others, NO_SERVICE_NAME)) {
      told.add(NO_SERVICE_NAME);
    }
    for (String service : walked.clockAhead()) {
      if (isFirst(others, CLOCK_AHEAD + service)) {
        told.add(CLOCK_AHEAD + (service.isEmpty() ? "" : " (" + service + ")"));
      }
    }
    String habits = tolerated.warning();
    if (!habits.isEmpty()) {
      boolean first = false;
      for (String service : walked.itemsByService().keySet()) {
        first |= isFirst(others, JSON_HABITS + service);
      }
      if (first) {
        told.add(habits);
      }
    }
    return told;
  }

  private static boolean isFirst(Set<String> seen, String key) {
    return !seen.contains(key) && seen.size() < MAX_REMEMBERED && seen.add(key);
  }
}
