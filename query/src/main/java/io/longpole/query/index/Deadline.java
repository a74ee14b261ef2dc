package io.longpole.query.index;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.QueryTimeout;

/** When a query must end; remembers whether it had to. */
public final class Deadline {

  private final long endNanos;
  private final AtomicBoolean missed = new AtomicBoolean();

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  /** So long from now. */
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Whether the time is over; once true, always true. */
  public boolean isOver() {
    if (!missed.get() && System.nanoTime() - endNanos >= 0) {
      missed.set(true);
    }
    return missed.get();
  }

  /** Whether someone asked when the time was over: then the answer is not complete. */
  public boolean wasMissed() {
    return missed.get();
  }

  QueryTimeout toLucene() {
    return this::isOver;
  }
}
