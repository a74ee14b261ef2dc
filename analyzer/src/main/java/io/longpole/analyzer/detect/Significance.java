package io.longpole.analyzer.detect;

/** Whether two groups differ by more than chance, from counts alone. */
final class Significance {

  private Significance() {}

  /**
   * One-sided Mann-Whitney test that the later durations are longer, on sketch buckets, with the
   * correction for ties.
   *
   * <p>Example: 1, 2, 3 and 4, 5, 6 give U = 9 of 9, z = 1.96, p = 0.025. Linear in the buckets.
   */
  static double longer(DurationSketch earlier, DurationSketch later) {
    double n = earlier.total();
    double m = later.total();
    double below = 0;
    double wins = 0;
    double ties = 0;
    int end = Math.max(earlier.end(), later.end());
    for (int bucket = Math.min(earlier.begin(), later.begin()); bucket < end; bucket++) {
      double a = earlier.count(bucket);
      double b = later.count(bucket);
      double both = a + b;
      wins += b * (below + a / 2);
      below += a;
      ties += both * both * both - both;
    }
    double all = n + m;
    double variance = n * m / 12 * (all + 1 - ties / (all * (all - 1)));
    return variance <= 0 ? 1 : upperTail((wins - n * m / 2) / Math.sqrt(variance));
  }

  /**
   * One-sided Fisher test that the later group fails more often.
   *
   * <p>Example: 0 of 5 before and 5 of 5 after: p = 1 / C(10, 5) = 0.004. Linear in the failures.
   */
  static double failsMore(long failedBefore, long allBefore, long failedAfter, long allAfter) {
    long failed = failedBefore + failedAfter;
    long all = allBefore + allAfter;
    double p = 0;
    for (long k = failedAfter; k <= Math.min(failed, allAfter); k++) {
      p +=
          Math.exp(
              logChoose(allAfter, k) + logChoose(allBefore, failed - k) - logChoose(all, failed));
    }
    return Math.min(1, p);
  }

  private static double logChoose(long n, long k) {
    return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  }

  /** Stirling's series, exact to ten digits from 10 on; below that the sum. */
  private static double logFactorial(long n) {
    if (n < 10) {
      double sum = 0;
      for (long i = 2; i <= n; i++) {
        sum += Math.log((double) i);
      }
      return sum;
    }
    double x = n + 1.0;
    double square = x * x;
    return (x - 0.5) * Math.log(x)
        - x
        + 0.5 * Math.log(2 * Math.PI)
        + 1 / (12 * x)
        - 1 / (360 * x * square)
        + 1 / (1260 * x * square * square);
  }

  /** Probability that a standard normal value is above z; Abramowitz and Stegun 26.2.17. */
  private static double upperTail(double z) {
    double t = 1 / (1 + 0.2316419 * Math.abs(z));
    double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    double tail =
        density
            * t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return z >= 0 ? tail : 1 - tail;
  }
}
