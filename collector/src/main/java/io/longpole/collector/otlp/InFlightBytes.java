package io.longpole.collector.otlp;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** The bound on bytes that were read but are not yet in the log, over all connections. */
final class InFlightBytes {

  private static final int LEAST_HINT_SECONDS = 1;
  private static final int MOST_HINT_SECONDS = 3;

  private final long limitBytes;
  private final AtomicLong taken = new AtomicLong();

  InFlightBytes(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  Reservation reservation() {
    return new Reservation();
  }

  boolean isFull() {
    return taken.get() >= limitBytes;
  }

  long takenBytes() {
    return taken.get();
  }

  /** The hint is spread at random so that the refused do not all return at once. */
  Refusal refusal() {
    int hint = ThreadLocalRandom.current().nextInt(LEAST_HINT_SECONDS, MOST_HINT_SECONDS + 1);
    return new Refusal(
        Refusal.IN_FLIGHT,
        hint,
        "Overloaded: "
            + taken.get()
            + " bytes are waiting to be stored, the limit is "
            + limitBytes
            + ".");
  }

  /** The part of the bound that one request holds; grows as its bytes come in. */
  final class Reservation implements AutoCloseable {

    private long held;
    private boolean closed;

    private Reservation() {}

    /** Takes more, or fails and takes nothing. */
    synchronized void take(long bytes) throws RefusedException {
      if (closed || taken.addAndGet(bytes) > limitBytes) {
        if (!closed) {
          taken.addAndGet(-bytes);
        }
        throw new RefusedException(refusal());
      }
      held += bytes;
    }

    /** Gives everything back; further calls do nothing. */
    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        taken.addAndGet(-held);
      }
    }
  }
}
