package io.longpole.query.search;

import io.longpole.analyzer.finding.Lives;
import io.longpole.analyzer.finding.Suppression;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What is known of findings beside the index.
 *
 * @param lives what was seen before the oldest trace that is still stored
 * @param nowUnixNanos what is later is not believed
 */
public record FindingMemory(
    Supplier<Lives> lives, SuppressionBook suppressions, LongSupplier nowUnixNanos) {

  /** Remembers nothing, accepts nothing, and believes every time. */
  public static final FindingMemory NONE =
      new FindingMemory(() -> Lives.NONE, SuppressionBook.EMPTY, () -> Long.MAX_VALUE);

  /**
   * The suppressions that were asked for; any thread may use it.
   *
   * <p>What was put or removed is durable when the method returns; a full book refuses with an
   * IllegalArgumentException that says so.
   */
  public interface SuppressionBook {

    /** A book that nothing can be written into. */
    SuppressionBook EMPTY =
        new SuppressionBook() {
          @Override
          public Map<String, Suppression> all() {
            return Map.of();
          }

          @Override
          public void put(String fingerprint, Suppression suppression) {
            throw new IllegalArgumentException("nothing can be suppressed here");
          }

          @Override
          public void remove(String fingerprint) {}
        };

    /** By fingerprint, those that have ended too. */
    Map<String, Suppression> all();

    void put(String fingerprint, Suppression suppression);

    void remove(String fingerprint);
  }
}
