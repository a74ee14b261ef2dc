package io.longpole.analyzer.detect;

import io.longpole.analyzer.model.Mix;
import org.jspecify.annotations.Nullable;

/** Up to three names as a key, such as caller and callee; the hash is worked out once. */
final class NameKey extends LastingKey {

  private final String first;
  private final String second;
  private final String third;
  private final int hash;

  NameKey(Kind kind, String first, String second, String third) {
    super(kind);
    this.first = first;
    this.second = second;
    this.third = third;
    // mixed, because names that end in small numbers would else meet in few hashes
    this.hash =
        (int)
            Mix.of(Mix.of(LongTable.pair(first.hashCode(), second.hashCode())) + third.hashCode());
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

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof NameKey that
            && hash == that.hash
            && first.equals(that.first)
            && second.equals(that.second)
            && third.equals(that.third));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return first + " " + second + (third.isEmpty() ? "" : " " + third);
  }
}
