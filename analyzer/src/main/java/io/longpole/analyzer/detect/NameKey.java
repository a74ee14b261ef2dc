package io.longpole.analyzer.detect;

import io.longpole.analyzer.model.Mix;
import org.jspecify.annotations.Nullable;

/** Up to three names as a key, such as caller and callee; the hash is worked out once. */
final class NameKey extends LastingKey {

  private final int hash;

  NameKey(Kind kind, String first, String second, String third) {
    super(kind, first, second, third);
    // mixed, because names that end in small numbers would else meet in few hashes
    this.hash =
        (int)
            Mix.of(Mix.of(LongTable.pair(first.hashCode(), second.hashCode())) + third.hashCode());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof NameKey that
            && hash == that.hash
            && hasNames(that.first(), that.second(), that.third()));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return first() + " " + second() + (third().isEmpty() ? "" : " " + third());
  }
}
