package io.longpole.analyzer.detect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key that is kept from trace to trace and remembers its value in each {@link RecentMap}, which
 * spares the look-ups that every span would else cost in every detector.
 *
 * <p>Maps are numbered among the keys of their kind, so the value in a map stands at its number. A
 * value knows by itself which map it is in. It stands for up to three names. Not thread-safe.
 */
abstract class LastingKey {

  private static final RecentMap.@Nullable Value[] NO_VALUES = {};

  /** Keys of one kind, and how many maps they are used in. */
  static final class Kind {
    private int maps;
  }

  private final Kind kind;
  private final String first;
  private final String second;
  private final String third;
  private RecentMap.@Nullable Value[] values = NO_VALUES;

  LastingKey(Kind kind, String first, String second, String third) {
    this.kind = kind;
    this.first = first;
    this.second = second;
    this.third = third;
  }

  String first() {
    return first;
  }

  String second() {
    return second;
  }

  String third() {
    return third;
  }

  boolean hasNames(String one, String two, String three) {
    return second.equals(two) && first.equals(one) && third.equals(three);
  }

  /** The next free number of a map of such keys. */
  int newSlot() {
    return kind.maps++;
  }

  /** What was remembered for the map of that number; it may be another map's by now. */
  RecentMap.@Nullable Value valueAt(int slot) {
    return slot >= 0 && slot < values.length ? values[slot] : null;
  }

  void remember(int slot, RecentMap.Value value) {
    if (slot >= values.length) {
      values = Arrays.copyOf(values, slot + 1);
    }
    values[slot] = value;
  }

  void forget(int slot) {
    if (slot < values.length) {
      values[slot] = null;
    }
  }
}
