package io.longpole.analyzer.profile;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A part of an endpoint's requests by how long they took. */
public enum Band {
  ALL("all", 0, 1),
  FASTER_HALF("p0-50", 0, 0.5),
  SLOWER_HALF("p50-90", 0.5, 0.9),
  SLOWEST_TENTH("p90-99", 0.9, 0.99),
  SLOWEST_HUNDREDTH("p99+", 0.99, 1);

  private final String text;
  private final double from;
  private final double to;

  Band(String text, double from, double to) {
    this.text = text;
    this.from = from;
    this.to = to;
  }

  /** As it is written: p50-90. */
  public String text() {
    return text;
  }

  /** The band of that name, or whose name begins so up to its hyphen or plus: p50, p99. */
  public static Optional<Band> parse(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(band -> band.text.equals(wanted) || band.text.split("[-+]", 2)[0].equals(wanted))
        .findFirst();
  }

  /**
   * The share of each bucket that is in the band, by bucket: requests are ranked by bucket, and one
   * astride a cut is shared in proportion.
   *
   * <p>Example: 10 requests in bucket 3 and 10 in bucket 5: p0-50 is all of 3; p50-90 is 0.8 of 5.
   */
  double[] shares(Buckets requests) {
    double[] shares = new double[LogScale.BANDS.size()];
    double all = requests.count();
    double seen = 0;
    for (int i = 0; i < requests.size(); i++) {
      double next = seen + requests.count(i);
      double inside = Math.min(next, to * all) - Math.max(seen, from * all);
      shares[requests.bucket(i)] = Math.clamp(inside / (next - seen), 0, 1);
      seen = next;
    }
    return shares;
  }
}
