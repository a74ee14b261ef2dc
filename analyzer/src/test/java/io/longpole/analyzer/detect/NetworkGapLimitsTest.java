package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Both sides of each limit of a gap, seen through whole traces. */
class NetworkGapLimitsTest {

  private static final String GAP = "network-gap";
  private static final String CLIENT = " client http.method=GET http.url=http://stock/items";

  /** Calls between web and stock, of different gaps. */
  private static final class Edge {
    private final Window window = new Window();
    private int calls;

    Edge calls(int count, double ms, double gapMs) {
      for (int i = 0; i < count; i++) {
        window.trace(
            200.0 * calls++,
            "GET /page 0-%s server @web".formatted(ms + 10),
            "  GET 5-%s".formatted(5 + ms) + CLIENT,
            "    GET /items 5-%s server @stock".formatted(5 + ms - gapMs));
      }
      return this;
    }

    long traces() {
      return window.of(GAP).stream().mapToLong(Finding::traceCount).sum();
    }

    Finding only() {
      return window.only(GAP);
    }
  }

  @Test
  void twentyMillisecondsAreTheLeast() {
    assertThat(new Edge().calls(1, 40, 20).traces()).isEqualTo(1);
    assertThat(new Edge().calls(1, 40, 19.9).traces()).isZero();
  }

  @Test
  void threeTenthsAreTheLeast() {
    assertThat(new Edge().calls(1, 100, 30).traces()).isEqualTo(1);
    assertThat(new Edge().calls(1, 100, 29.5).traces()).isZero();
  }

  @Test
  void threeTimesTheTailIsTheLeast() {
    assertThat(new Edge().calls(250, 100, 5).calls(1, 100, 15.4).traces()).isEqualTo(1);
    assertThat(new Edge().calls(250, 100, 5).calls(1, 100, 14.6).traces()).isZero();
  }

  @Test
  void theTailIsKnownFromTwoHundredCalls() {
    assertThat(new Edge().calls(198, 100, 2).calls(1, 100, 16).traces()).isZero();
    assertThat(new Edge().calls(199, 100, 2).calls(1, 100, 16).traces()).isEqualTo(1);
  }

  @Test
  void theTailIsTheSlowestTwentieth() {
    assertThat(new Edge().calls(240, 100, 2).calls(10, 100, 10).calls(1, 100, 16).traces())
        .isEqualTo(11);
    assertThat(new Edge().calls(233, 100, 2).calls(17, 100, 10).calls(1, 100, 16).traces())
        .isZero();
  }

  @Test
  void gapsOfLessThanFiveMillisecondsAreNeverTold() {
    assertThat(new Edge().calls(250, 100, 0.5).calls(1, 100, 4.9).traces()).isZero();
    assertThat(new Edge().calls(250, 100, 0.5).calls(1, 100, 5.1).traces()).isEqualTo(1);
  }

  @Test
  void lessThanAFewCallsInAHundredAreStray() {
    assertThat(new Edge().calls(2, 100, 40).calls(38, 100, 2).only().severity())
        .isEqualTo(Severity.WARNING);
    assertThat(new Edge().calls(2, 100, 40).calls(39, 100, 2).only().severity())
        .isEqualTo(Severity.INFO);
    assertThat(new Edge().calls(3, 100, 40).calls(97, 100, 2).only().severity())
        .isEqualTo(Severity.WARNING);
  }

  @Test
  void gapsThatAreNotLargeMakeNoneLessStray() {
    assertThat(new Edge().calls(2, 100, 40).calls(98, 10, 5).only().severity())
        .isEqualTo(Severity.INFO);
    assertThat(new Edge().calls(2, 100, 40).calls(98, 1000, 25).only().severity())
        .isEqualTo(Severity.INFO);
  }

  @Test
  void fiveCallsTellWhatIsTypical() {
    assertThat(new Edge().calls(4, 100, 40).only().details()).doesNotContainKey("typicalGapNanos");
    assertThat(new Edge().calls(5, 100, 40).only().details()).containsKey("typicalGapNanos");
  }

  @Test
  void typicalIsTheMedian() {
    // What is typical stays: only what is above it is sure to go.
    Finding most = new Edge().calls(51, 100, 10).calls(49, 100, 60).only();
    assertThat(Window.number(most, "typicalGapNanos"))
        .isBetween(TraceFixture.ms(9.8), TraceFixture.ms(10.2));
    assertThat(most.impact().lowNanos()).isBetween(TraceFixture.ms(48), TraceFixture.ms(52));
    Finding least = new Edge().calls(49, 100, 10).calls(51, 100, 60).only();
    assertThat(Window.number(least, "typicalGapNanos"))
        .isBetween(TraceFixture.ms(59), TraceFixture.ms(61));
    assertThat(least.impact().lowNanos()).isLessThan(TraceFixture.ms(1));
  }

  @Test
  void thirtyCallsTellTheCause() {
    assertThat(cause(29, i -> 40 + 10 * i)).isEqualTo("network");
    assertThat(cause(30, i -> 40 + 10 * i)).isEqualTo("queueing");
  }

  @Test
  void aCorrelationOfThreeFifthsIsAQueue() {
    assertThat(correlated(0.59)).isEqualTo("network");
    assertThat(correlated(0.61)).isEqualTo("queueing");
  }

  /**
   * The cause where the calls at once and the gaps correlate so: a gap is as long as its place
   * among the six calls of its round, −2.5 to 2.5, and as something that is even in it, have a part
   * in it.
   */
  private static Object correlated(double r) {
    int[] even = {5, -1, -4, -4, -1, 5};
    // Both parts have the mean 0 and nothing in common; their squares sum up to 17.5 and 84.
    double other = Math.sqrt(1 - r * r) * Math.sqrt(17.5 / 84);
    return cause(60, i -> (int) Math.round(1000 * (40 + 10 * (r * (i - 2.5) + other * even[i]))));
  }

  /** The cause shown where calls come in rounds of six at once, with gaps by their place. */
  private static Object cause(int calls, IntUnaryOperator gap) {
    return Window.detail(queued(calls, gap), "cause");
  }

  private static Finding queued(int calls, IntUnaryOperator gap) {
    Window window = new Window();
    for (int i = 0; i < calls; i++) {
      int said = gap.applyAsInt(i % 6);
      double gapMs = said > 1000 ? said / 1000.0 : said;
      window.trace(
          Math.floorDiv(i, 6) * 1000.0 + i % 6,
          "GET /page 0-%s server @web".formatted(gapMs + 45),
          "  GET 0-%s".formatted(gapMs + 40) + CLIENT,
          "    GET /items 0-40 server @stock");
    }
    return window.only(GAP);
  }

  @Test
  void theSummaryTellsOfAQueue() {
    Finding queue = queued(60, i -> 40 + 10 * i);
    assertThat(queue.summary()).endsWith("; the more calls at once, the longer.");
    assertThat(queue.suggestion()).contains("requests queue in front of the server");
    Finding network = queued(6, i -> 40);
    assertThat(network.summary()).endsWith("pass that neither of them works.");
    assertThat(network.suggestion()).contains("look at connection set-up");
  }

  @Test
  void grpcHasTheGapOfItsCallOnly() {
    Detected detected =
        Detected.in(
            "GET / 0-120 server @web",
            "  Sent.search.Engine.Query 0-110 client ok",
            "    Attempt.search.Engine.Query 1-109 client ok",
            "      Recv.search.Engine.Query 60-80 server ok @search");
    assertThat(detected.only(GAP).occurrences()).isEqualTo(1);
  }

  @Test
  void fourCallsDoNotTellWhatIsTypical() {
    assertThat(new Edge().calls(3, 100, 2).calls(1, 100, 50).only().impact().lowNanos()).isZero();
    assertThat(new Edge().calls(4, 100, 2).calls(1, 100, 50).only().impact().lowNanos())
        .isGreaterThan(TraceFixture.ms(40));
  }

  @Test
  void callsWhoseServerIsNotSeenMakeNoneStray() {
    Edge edge = new Edge().calls(1, 100, 40).calls(9, 100, 2);
    for (int i = 0; i < 50; i++) {
      edge.window.trace(60_000 + 200.0 * i, "GET /page 0-110 server @web", "  GET 5-105" + CLIENT);
    }
    assertThat(edge.only().severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void callsThatFailWithoutAGapMakeNoneLessStray() {
    Edge edge = new Edge().calls(1, 100, 40).calls(60, 100, 2);
    for (int i = 0; i < 5; i++) {
      edge.window.trace(
          60_000 + 200.0 * i,
          "GET /page 0-110 server @web",
          "  GET 5-105 error http.status_code=500" + CLIENT,
          "    GET /items 6-104 server error @stock http.status_code=500");
    }
    assertThat(edge.only().severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void serversThatSeemToTakeLongerThanTheirClientsHaveNoGap() {
    Edge edge = new Edge().calls(1, 100, 40);
    for (int i = 0; i < 60; i++) {
      edge.window.trace(
          60_000 + 200.0 * i,
          "GET /page 0-110 server @web",
          "  GET 5-105 http.status_code=200" + CLIENT,
          "    GET /items 5-106 server @stock");
    }
    assertThat(edge.only().severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void quietCallsTellOfTheQueueToo() {
    Window window = new Window();
    for (int burst = 0; burst < 4; burst++) {
      for (int i = 1; i <= 11; i++) {
        window.trace(
            1000 * burst + 0.1 * i,
            "GET /page 0-75 server @web",
            "  GET 1-71" + CLIENT,
            "    GET /items 1-%d server @stock".formatted(71 - 2 * i));
      }
    }
    assertThat(window.only(GAP).traceCount()).isEqualTo(4);
    assertThat(window.only(GAP).details()).containsEntry("cause", "queueing");
  }
}
