package io.longpole.analyzer.detect;

import io.longpole.analyzer.model.TraceId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Traces of a running pipeline that should be looked at once more, because they came before it was
 * known what was wrong with them: the first of a storm, the cold ones of a new instance.
 *
 * <p>Keeps at most {@value #MAX_WISHES}; more are dropped and counted.
 */
public final class LookAgain {

  static final int MAX_WISHES = 1_000;

  private final Deque<Wish> wishes = new ArrayDeque<>();
  private long dropped;

  /**
   * A trace and the detector that may now see something in it.
   *
   * @param detector its name
   */
  public record Wish(TraceId trace, String detector) {}

  void add(String detector, List<TraceId> traces) {
    for (TraceId trace : traces) {
      if (wishes.size() < MAX_WISHES) {
        wishes.addLast(new Wish(trace, detector));
      } else {
        dropped++;
      }
    }
  }

  /** Takes the oldest wish. */
  public Optional<Wish> next() {
    return Optional.ofNullable(wishes.pollFirst());
  }

  /** Forgets all wishes: those for traces that were looked at again long ago. */
  public void clear() {
    wishes.clear();
  }

  /** Wishes for which there was no room. */
  long dropped() {
    return dropped;
  }
}
