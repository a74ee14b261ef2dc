package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Sighting;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FanOutStragglerDetectorTest {

  private static final String STRAGGLER = "fan-out-straggler";

  private static String shard(int from, int to) {
    return "  Search %d-%d client rpc.system=grpc rpc.service=shop.Search rpc.method=Shard"
        .formatted(from, to);
  }

  private static Detected shards(int... ends) {
    Detected.Drawing drawing = draw("GET /search 0-400 server @web");
    for (int end : ends) {
      drawing.then(shard(0, end));
    }
    return drawing.detected();
  }

  @Test
  void threeAreQuickAndOneIsNot() {
    Sighting straggler = shards(30, 31, 32, 300).only(STRAGGLER);
    assertThat(straggler.details())
        .containsEntry("count", 4L)
        .containsEntry("slowestNanos", TraceFixture.ms(300))
        .containsEntry("medianNanos", TraceFixture.ms(31))
        .containsEntry("cause", "tail latency");
    assertThat(straggler.spanIds()).contains(5L);
    // As long as the third quartile or the median: then the call of 32 ms is the last.
    assertThat(straggler.impact().lowNanos()).isEqualTo(TraceFixture.ms(268));
    assertThat(straggler.impact().highNanos()).isEqualTo(TraceFixture.ms(268));
  }

  @Test
  void threeTimesTheMedianIsNeeded() {
    assertThat(shards(90, 100, 100, 299, 290).of(STRAGGLER)).isEmpty();
    assertThat(shards(100, 100, 100, 301).of(STRAGGLER)).hasSize(1);
  }

  @Test
  void twentyMillisecondsMoreAreNeeded() {
    assertThat(shards(5, 6, 7, 25).of(STRAGGLER)).isEmpty();
  }

  @Test
  void threeCallsAreNoFan() {
    assertThat(shards(30, 31, 300).of(STRAGGLER)).isEmpty();
  }

  @Test
  void callsInARowHaveNoStraggler() {
    assertThat(
            draw("GET /search 0-500 server @web")
                .then(shard(0, 30), shard(31, 60), shard(61, 90), shard(91, 400))
                .detected()
                .of(STRAGGLER))
        .isEmpty();
  }

  @Test
  void whoIsNotWaitedForIsNone() {
    assertThat(
            draw("GET /search 0-400 server @web")
                .then(shard(0, 30), shard(0, 31), shard(0, 32), shard(0, 300))
                .then("  work 0-399 internal")
                .detected()
                .of(STRAGGLER))
        .isEmpty();
  }

  @Test
  void theInstanceThatMostStragglersComeFromIsNamed() {
    assertThat(fans(5, 0)).containsEntry("cause", "instance").containsEntry("instance", "10.0.0.4");
    assertThat(fans(2, 3)).containsEntry("cause", "tail latency");
    assertThat(fans(4, 0)).containsEntry("cause", "tail latency");
  }

  /** Ten stragglers of ten instances, and five of one an hour and a half later. */
  @Test
  void aServerJudgesInstancesByTheLastHourAloneAnAnalysisByAllThatThereIs() {
    Window window = new Window();
    LiveStream live = new LiveStream();
    for (int i = 0; i < 15; i++) {
      double at = i < 10 ? i * 1000.0 : 90 * 60_000.0 + i * 1000.0;
      String[] lines = {
        "GET /search 0-400 server @web",
        shard(0, 30),
        shard(0, 31),
        shard(0, 32),
        shard(0, 300) + " network.peer.address=10.0.0." + (i < 10 ? 100 + i : 4)
      };
      window.trace(at, lines);
      live.trace(at, lines);
    }
    assertThat(window.only(STRAGGLER).details()).containsEntry("cause", "tail latency");
    assertThat(live.of(STRAGGLER).getLast().sighting().details())
        .containsEntry("cause", "instance");
  }

  private static Map<String, Object> fans(int ofOne, int ofOthers) {
    Window window = new Window();
    for (int i = 0; i < ofOne + ofOthers; i++) {
      window.trace(
          i * 1000.0,
          "GET /search 0-400 server @web",
          shard(0, 30),
          shard(0, 31),
          shard(0, 32),
          shard(0, 300) + " network.peer.address=10.0.0." + (i < ofOne ? 4 : 100 + i));
    }
    Finding found = window.only(STRAGGLER);
    return found.details();
  }

  @Test
  void theOthersMustOverlapByHalf() {
    assertThat(
            draw("GET /search 0-400 server @web")
                .then(shard(0, 30), shard(25, 55), shard(50, 80), shard(2, 300))
                .detected()
                .of(STRAGGLER))
        .isEmpty();
    assertThat(
            draw("GET /search 0-400 server @web")
                .then(shard(0, 30), shard(0, 31), shard(20, 50), shard(2, 300))
                .detected()
                .of(STRAGGLER))
        .hasSize(1);
  }

  @Test
  void oneThatBeginsWhenTheOthersHaveEndedIsNoStraggler() {
    assertThat(
            draw("GET /search 0-400 server @web")
                .then(shard(0, 30), shard(0, 31), shard(0, 32), shard(40, 300))
                .detected()
                .of(STRAGGLER))
        .isEmpty();
  }

  @Test
  void aCallOfAnotherKindIsNoStraggler() {
    assertThat(
            draw("GET /search 0-400 server @web")
                .repeat(5, i -> shard(0, 30 + i))
                .repeat(4, i -> shard(0, 300 + i).replace("method=Shard", "method=Spell"))
                .detected()
                .of(STRAGGLER))
        .isEmpty();
  }

  @Test
  void threeFifthsOfTheStragglersAreEnough() {
    assertThat(fans(4, 1)).containsEntry("cause", "instance").containsEntry("instance", "10.0.0.4");
  }

  @Test
  void theMiddleOneOfFiveIsTheirMedian() {
    assertThat(shards(10, 20, 97, 99, 290).of(STRAGGLER)).isEmpty();
    assertThat(shards(10, 20, 96, 99, 290).of(STRAGGLER)).hasSize(1);
  }

  @Test
  void twentyMillisecondsMoreAreTheLeast() {
    assertThat(shards(5, 6, 7, 26).of(STRAGGLER)).hasSize(1);
    assertThat(shards(5, 6, 7, 25).of(STRAGGLER)).isEmpty();
  }

  @Test
  void oneThatBeginsJustWhenTheOthersHaveEndedIsNoStraggler() {
    Detected after =
        draw("GET /search 0-400 server @web")
            .then(shard(0, 30), shard(0, 31), shard(0, 32), shard(32, 300))
            .detected();
    assertThat(after.of(STRAGGLER)).isEmpty();
    Detected before =
        draw("GET /search 0-400 server @web")
            .then(shard(0, 30), shard(0, 31), shard(0, 32), shard(31, 300))
            .detected();
    assertThat(before.of(STRAGGLER)).hasSize(1);
  }

  @Test
  void callsOfTwoPlacesAreTwoFans() {
    Detected detected =
        draw("GET /search 0-900 server @web", "  left 0-400 internal")
            .then("  " + shard(0, 30), "  " + shard(0, 31), "  " + shard(0, 300))
            .then("  right 401-890 internal")
            .then("  " + shard(401, 431), "  " + shard(401, 432), "  " + shard(401, 800))
            .detected();
    assertThat(detected.of(STRAGGLER)).isEmpty();
  }

  @Test
  void callsWithoutAParentAreNoFan() {
    assertThat(
            Detected.in(
                    shard(0, 30).strip(),
                    shard(0, 31).strip(),
                    shard(0, 32).strip(),
                    shard(0, 300).strip())
                .of(STRAGGLER))
        .isEmpty();
  }

  @Test
  void attemptsOfOneCallAreNoFan() {
    String attempt = "    Attempt.shop.Search.Shard %d-%d client error rpc.status_code=CANCELLED";
    assertThat(
            Detected.in(
                    "GET /search 0-400 server @web",
                    "  Sent.shop.Search.Shard 0-301 client",
                    attempt.formatted(0, 30),
                    attempt.formatted(1, 31),
                    attempt.formatted(2, 32),
                    "    Attempt.shop.Search.Shard 3-300 client ok")
                .of(STRAGGLER))
        .isEmpty();
  }

  @Test
  void theServersOwnNameIsPreferredToItsAddress() {
    Window window = new Window();
    for (int i = 0; i < 5; i++) {
      window.trace(
          i * 1000.0,
          "GET /search 0-400 server @web",
          shard(0, 30),
          "    Search 1-29 server @search host=search-1",
          shard(0, 31),
          "    Search 1-30 server @search host=search-2",
          shard(0, 32),
          "    Search 1-31 server @search host=search-3",
          shard(0, 300) + " network.peer.address=10.0.0.4",
          "    Search 1-299 server @search host=search-4");
    }
    assertThat(window.only(STRAGGLER).details()).containsEntry("instance", "search-4");
    assertThat(window.only(STRAGGLER).suggestion()).contains("search-4");
  }

  @Test
  void sixtyFourInstancesAreCounted() {
    assertThat(among(95)).containsEntry("cause", "instance");
    assertThat(among(94)).containsEntry("cause", "tail latency");
  }

  /** So many stragglers of one instance, and one of each of seventy others, 63 of them counted. */
  private static Map<String, Object> among(int ofOne) {
    Window window = new Window();
    for (int i = 0; i < ofOne + 70; i++) {
      boolean other = i > 0 && i <= 70;
      window.trace(
          i * 1000.0,
          "GET /search 0-400 server @web",
          shard(0, 30),
          shard(0, 31),
          shard(0, 32),
          shard(0, 300) + " network.peer.address=10.0.1." + (other ? i : 0));
    }
    return window.only(STRAGGLER).details();
  }

  @Test
  void halfAsMuchAgainIsTheLeastOverlap() {
    // The others take 90 ms in all, of 60 ms or of 61.
    assertThat(beside(shard(0, 30), shard(0, 30), shard(30, 60)).of(STRAGGLER)).hasSize(1);
    assertThat(beside(shard(0, 30), shard(1, 31), shard(31, 61)).of(STRAGGLER)).isEmpty();
  }

  private static Detected beside(String... others) {
    return draw("GET /search 0-400 server @web").then(others).then(shard(2, 300)).detected();
  }

  @Test
  void carefullyItTakesAsLongAsTheThirdQuartile() {
    // It begins when the others are about to end, so that its own time decides.
    Sighting ofSeven =
        draw("GET /search 0-400 server @web")
            .then(shard(0, 3), shard(0, 10), shard(0, 12), shard(0, 14), shard(0, 16))
            .then(shard(0, 18), shard(17, 300))
            .detected()
            .only(STRAGGLER);
    assertThat(ofSeven.impact().lowNanos()).isEqualTo(TraceFixture.ms(300 - 17 - 18));
    assertThat(ofSeven.impact().highNanos()).isEqualTo(TraceFixture.ms(300 - 17 - 14));
    Sighting ofEight =
        draw("GET /search 0-400 server @web")
            .then(shard(0, 3), shard(0, 10), shard(0, 12), shard(0, 14), shard(0, 16))
            .then(shard(0, 18), shard(0, 20), shard(19, 300))
            .detected()
            .only(STRAGGLER);
    assertThat(ofEight.impact().lowNanos()).isEqualTo(TraceFixture.ms(300 - 19 - 18));
    assertThat(ofEight.impact().highNanos()).isEqualTo(TraceFixture.ms(300 - 19 - 14));
  }

  @Test
  void nineteenAndAHalfMillisecondsMoreAreTooFew() {
    String half = "  Search 0.5-26 client rpc.system=grpc rpc.service=shop.Search rpc.method=Shard";
    Detected detected =
        draw("GET /search 0-400 server @web")
            .then(shard(0, 5), shard(0, 6), shard(0, 7), half)
            .detected();
    assertThat(detected.of(STRAGGLER)).isEmpty();
  }

  @Test
  void ofTwoThatAreAsSlowTheFirstIsNamedByTheAddressAsked() {
    Detected detected =
        draw("GET /search 0-400 server @web")
            .repeat(6, i -> shard(0, 90))
            .then(shard(0, 300) + " net.sock.peer.addr=10.0.0.3")
            .then(shard(0, 300) + " net.sock.peer.addr=10.0.0.4")
            .detected();
    assertThat(detected.detail(STRAGGLER, "instance")).isEqualTo("10.0.0.3");
  }

  @Test
  void whereNoInstanceStandsOutHedgingHelps() {
    Sighting straggler = shards(30, 31, 32, 300).only(STRAGGLER);
    assertThat(straggler.suggestion())
        .isEqualTo("Hedge the slow call, or answer without the last one.");
    assertThat(straggler.details()).containsEntry("instance", "");
  }
}
