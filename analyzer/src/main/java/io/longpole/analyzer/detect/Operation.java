package io.longpole.analyzer.detect;

import org.jspecify.annotations.Nullable;

/** An operation of a service, its name without values; the hash is worked out once. */
final class Operation extends LastingKey {

  private final String name;
  private final int hash;

  Operation(Kind kind, String service, String spanName, String name) {
    super(kind, service, spanName, "");
    this.name = name;
    this.hash = 31 * service.hashCode() + name.hashCode();
  }

  String service() {
    return first();
  }

  String name() {
    return name;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Operation that
            && hash == that.hash
            && name.equals(that.name)
            && service().equals(that.service()));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return service() + " " + name;
  }
}
