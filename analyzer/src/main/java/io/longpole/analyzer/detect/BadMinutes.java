package io.longpole.analyzer.detect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The minutes in which something was wrong, and what.
 *
 * <p>A minute is judged when it is over. Traces that are looked at while they come in belong to the
 * minute that is still open, so to them the last judged minute holds, if it was a bad one: for
 * {@value #OPEN_MINUTES} minutes, or until a later one is judged. Example: minute 7 is bad; live, a
 * time in minute 8 or 9 is bad too, until minute 8 is found to be calm. Looked at afterwards, only
 * minute 7 is. Keeps the last {@value #MAX_MINUTES} bad minutes.
 */
final class BadMinutes<T> {

  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final int MAX_MINUTES = 60;
  private static final int OPEN_MINUTES = 2;

  private record Bad<T>(long minute, T what) {}

  private final Deque<Bad<T>> bad = new ArrayDeque<>(4);
  private long judged = Long.MIN_VALUE;

  /** The minute that holds a time. */
  static long minute(long timeNanos) {
    return Math.floorDiv(timeNanos, MINUTE_NANOS);
  }

  /** When a minute begins. */
  static long begin(long minute) {
    return minute * MINUTE_NANOS;
  }

  void addBad(long minute, T what) {
    judged = minute;
    bad.addLast(new Bad<>(minute, what));
    if (bad.size() > MAX_MINUTES) {
      bad.removeFirst();
    }
  }

  void addCalm(long minute) {
    judged = minute;
  }

  boolean isEmpty() {
    return bad.isEmpty();
  }

  /**
   * What was wrong in the minute of that time, null if nothing was.
   *
   * @param live whether the time may be in a minute that is not judged yet
   */
  @Nullable T at(long timeNanos, boolean live) {
    if (bad.isEmpty()) {
      return null;
    }
    long asked = minute(timeNanos);
    Bad<T> last = bad.getLast();
    if (live && last.minute == judged && asked > judged && asked <= judged + OPEN_MINUTES) {
      return last.what;
    }
    Iterator<Bad<T>> newestFirst = bad.descendingIterator();
    while (newestFirst.hasNext()) {
      Bad<T> one = newestFirst.next();
      if (one.minute == asked) {
        return one.what;
      }
    }
    return null;
  }
}
