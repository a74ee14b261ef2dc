package io.longpole.collector.otlp;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Everything the receiver counts, by name and reason, since the process began.
 *
 * <p>Names are {@code requests}, {@code bytes}, {@code received}, {@code accepted} (items by
 * signal), {@code <signal>.rejected}, {@code <signal>.refused}, {@code <signal>.invalid} (by
 * reason), {@code metrics.by_service}, {@code noted} (kept, but odd), {@code dead_letters}. For any
 * thread.
 */
public final class ReceiverCounters {

  /** Reasons of one name that are told apart; outsiders choose some of them. */
  private static final int MAX_REASONS = 1_001;

  private static final String OTHER = "(other)";

  private final ConcurrentMap<String, ConcurrentMap<String, LongAdder>> counts =
      new ConcurrentHashMap<>();

  /** Name, then reason, then count; a copy, sorted. */
  public Map<String, Map<String, Long>> snapshot() {
    Map<String, Map<String, Long>> copy = new TreeMap<>();
    counts.forEach((name, reasons) -> {
      Map<String, Long> byReason = new TreeMap<>();
      reasons.forEach((reason, count) -> byReason.put(reason, count.sum()));
      copy.put(name, byReason);
    });
    return copy;
  }

  /** One count of the snapshot; 0 when it never happened. */
  public long count(String name, String reason) {
    ConcurrentMap<String, LongAdder> reasons = counts.get(name);
    LongAdder count = reasons == null ? null : reasons.get(reason);
    return count == null ? 0 : count.sum();
  }

  void requestReceived(OtlpSignal signal, long bytes) {
    add("requests", signal.key(), 1);
    add("bytes", signal.key(), bytes);
  }

  void received(OtlpSignal signal, long items) {
    add("received", signal.key(), items);
  }

  void accepted(OtlpSignal signal, long items) {
    add("accepted", signal.key(), items);
  }

  void rejected(OtlpSignal signal, String reason, long items) {
    add(signal.key() + ".rejected", reason, items);
  }

  long refused(OtlpSignal signal, String reason) {
    String name = signal.key() + ".refused";
    add(name, reason, 1);
    return count(name, reason);
  }

  void invalid(OtlpSignal signal, String reason) {
    add(signal.key() + ".invalid", reason, 1);
  }

  void metricsOf(String service, long dataPoints) {
    add("metrics.by_service", service, dataPoints);
  }

  void noted(String what, long items) {
    add("noted", what, items);
  }

  void deadLetter(String what) {
    add("dead_letters", what, 1);
  }

  private void add(String name, String reason, long amount) {
    if (amount == 0) {
      return;
    }
    ConcurrentMap<String, LongAdder> reasons =
        counts.computeIfAbsent(name, n -> new ConcurrentHashMap<>());
    LongAdder count = reasons.get(reason);
    if (count == null) {
      String key = reasons.size() < MAX_REASONS ? reason : OTHER;
      count = reasons.computeIfAbsent(key, r -> new LongAdder());
    }
    count.add(amount);
  }
}
