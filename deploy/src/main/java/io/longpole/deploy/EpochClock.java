package io.longpole.deploy;

import java.time.Instant;

/** The wall clock as nanoseconds since the epoch. */
final class EpochClock {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private EpochClock() {}

  static long nanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
  }
}
