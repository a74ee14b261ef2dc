package io.longpole.query.search;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives an answer that took long again, for twenty times as long as it took: one that took a second
 * is old after 20 s. What takes up to a quarter of a second is worked out each time.
 *
 * <p>So whoever asks each second sees what is new while that is cheap, and never keeps a processor
 * busy. For any thread; those that come while one works wait for it.
 */
final class CostlyAnswer<T> implements Supplier<T> {

  private static final long CHEAP_NANOS = 250_000_000;

  /** At most this part of the time is spent. */
  private static final int SHARE = 20;

  private final Supplier<T> source;
  private final LongSupplier clockNanos;
  private @Nullable T answer;
  private long freshUntilNanos;

  CostlyAnswer(Supplier<T> source, LongSupplier clockNanos) {
    this.source = source;
    this.clockNanos = clockNanos;
  }

  @Override
  public synchronized T get() {
    T known = answer;
    long begin = clockNanos.getAsLong();
    if (known != null && begin - freshUntilNanos < 0) {
      return known;
    }
    T made = source.get();
    long end = clockNanos.getAsLong();
    answer = made;
    long took = end - begin;
    freshUntilNanos = end + (took > CHEAP_NANOS ? SHARE * took : 0);
    return made;
  }
}
