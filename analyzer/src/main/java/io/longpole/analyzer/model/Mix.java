package io.longpole.analyzer.model;

/** Mixes numbers so that those near each other end far apart, the same in every run. */
public final class Mix {

  private static final long MULTIPLIER_1 = 0x9E3779B97F4A7C15L;
  private static final long MULTIPLIER_2 = 0xBF58476D1CE4E5B9L;
  private static final long MULTIPLIER_3 = 0x94D049BB133111EBL;

  private Mix() {}

  /** Spreads neighbouring numbers; the finaliser of SplitMix64. */
  public static long of(long key) {
    long mixed = (key ^ (key >>> 30)) * MULTIPLIER_2;
    mixed = (mixed ^ (mixed >>> 27)) * MULTIPLIER_3;
    return mixed ^ (mixed >>> 31);
  }

  /** One number of two, which differs when they change places. */
  public static long of(long left, long right) {
    long mixed = (Long.rotateLeft(left, 23) ^ right) * MULTIPLIER_1;
    mixed = (mixed ^ (mixed >>> 30)) * MULTIPLIER_2;
    return mixed ^ (mixed >>> 31);
  }

  /** One number of a trace id, whose halves need not be random. */
  public static long of(TraceId id) {
    return of(of(0, id.high()), id.low());
  }
}
