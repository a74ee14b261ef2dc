package io.longpole.analyzer.detect;

/** What chance brings where it is looked for often. */
final class Chance {

  private Chance() {}

  /** Poisson's chance of at least so many where some are expected, to within a hundredth of it. */
  static double ofAtLeast(int count, double expected) {
    double chance = Math.exp(-expected);
    for (int i = 1; i <= count; i++) {
      chance *= expected / i;
    }
    double sum = 0;
    for (int i = count + 1; chance > sum / 1_000; i++) {
      sum += chance;
      chance *= expected / i;
    }
    return sum;
  }

  /**
   * How rare by chance something must be that is looked for again and again: with the square of
   * what was seen, so that the sum over all looks stays small.
   */
  static double allowed(int oneIn, double timesSeen) {
    double times = Math.max(1, timesSeen);
    return 1 / (oneIn * times * times);
  }
}
