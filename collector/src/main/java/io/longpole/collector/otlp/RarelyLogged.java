package io.longpole.collector.otlp;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says the same thing in the log at most once in an interval, however often it happens. */
final class RarelyLogged {

  /** Outsiders choose some of the keys (paths); beyond this many nothing is said. */
  private static final int MAX_KEYS = 1_000;

  private final Consumer<String> log;
  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private final ConcurrentMap<String, Long> saidAtNanos = new ConcurrentHashMap<>();

  RarelyLogged(Consumer<String> log, long intervalNanos, LongSupplier nanoTime) {
    this.log = log;
    this.intervalNanos = intervalNanos;
    this.nanoTime = nanoTime;
  }

  /** Says it unless something was said for the key less than the interval ago. */
  void say(String key, String message) {
    long now = nanoTime.getAsLong();
    Long before = saidAtNanos.get(key);
    if (before != null && now - before < intervalNanos) {
      return;
    }
    boolean first =
        before == null
            ? saidAtNanos.size() < MAX_KEYS && saidAtNanos.putIfAbsent(key, now) == null
            : saidAtNanos.replace(key, before, now);
    if (first) {
      log.accept(message);
    }
  }
}
