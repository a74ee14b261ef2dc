package io.longpole.analyzer.detect;

import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import java.util.List;

/** Requests of a shop to its payments, ten seconds by ten seconds, some tried again. */
final class Payments {

  private static final String POST = " client http.method=POST http.url=http://pay/charge";
  private static final String OK = POST + " http.status_code=200";
  private static final String FAILED = POST + " error http.status_code=503";

  static final String STORM = "retry-storm";

  /** Answered at once, after 20 ms. */
  static final String[] PLAIN = plain(20);

  /** Failed at first, then answered: one repeat, one failure. */
  static final String[] MENDED = mended(20);

  /** Tried twice in vain: one repeat, two failures. */
  static final String[] LOST = lost(20, 20);

  /** Tried once in vain. */
  static final String[] REFUSED = refused(20);

  private final Window window = new Window();

  static String[] plain(double ms) {
    return new String[] {"POST /buy 0-900 server @shop", "  POST 0-" + ms + OK};
  }

  static String[] refused(double ms) {
    return new String[] {"POST /buy 0-900 server @shop", "  POST 0-" + ms + FAILED};
  }

  static String[] mended(double failedMs) {
    return new String[] {
      "POST /buy 0-900 server @shop", "  POST 0-" + failedMs + FAILED, "  POST 200-220" + OK
    };
  }

  static String[] lost(double firstMs, double lastMs) {
    return new String[] {
      "POST /buy 0-900 server @shop",
      "  POST 0-" + firstMs + FAILED,
      "  POST 200-" + (200 + lastMs) + FAILED
    };
  }

  /** Sent so often that only a number tells of it, and answered at last. */
  static String[] resent(int times) {
    return new String[] {
      "POST /buy 0-900 server @shop", "  POST 0-20 http.resend_count=" + times + OK
    };
  }

  /** Adds so many requests in each ten seconds of a stretch. */
  Payments in(int from, int to, int count, String... lines) {
    return every(1, from, to, count, lines);
  }

  /** Adds so many requests in each minute of a stretch, all of them in its first ten seconds. */
  Payments inSix(int from, int to, int count, String... lines) {
    return every(6, from, to, count, lines);
  }

  private Payments every(int step, int from, int to, int count, String... lines) {
    for (int bucket = from; bucket < to; bucket += step) {
      for (int i = 0; i < count; i++) {
        // The time 0 of drawings begins ten seconds.
        window.trace(bucket * 10_000.0 + i * 9_000.0 / count, lines);
      }
    }
    return this;
  }

  List<Finding> findings() {
    return window.of(STORM);
  }

  Finding only() {
    return window.only(STORM);
  }

  Severity severity() {
    return only().severity();
  }

  boolean isStorm() {
    return Window.detail(only(), "storm").equals(true);
  }

  boolean isMetastable() {
    return Window.detail(only(), "metastable").equals(true);
  }
}
