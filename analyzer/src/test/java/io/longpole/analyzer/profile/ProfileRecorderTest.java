package io.longpole.analyzer.profile;

import static io.longpole.analyzer.TraceFixture.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.profile.BandProfile.PathShare;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileRecorderTest {

  private final Requests requests = new Requests();

  private static List<String> lines(BandProfile band) {
    return band.paths().stream()
        .map(share ->
            String.join(" > ", share.frames().stream().map(Frame::text).toList())
                + " "
                + share.nanos() / 1_000_000
                + " ms in "
                + share.traces())
        .toList();
  }

  @Test
  void timeOnTheMainPathIsSplitByOperationsFromTheRootDown() {
    for (int number = 1; number <= 2; number++) {
      requests.draw(
          number,
          "GET /cart 0-100 server @web",
          "  select 10-40 client",
          "  select 40-70 client",
          "  GET 70-95 client",
          "    GET /price 75-90 server @prices",
          "  audit 20-30");
    }
    EndpointProfile profile = Requests.only(requests.recorder());
    assertThat(profile.name()).isEqualTo(new EndpointName("web", "GET /cart"));
    assertThat(profile.traces()).isEqualTo(2);
    assertThat(profile.nanos()).isEqualTo(ms(200));
    assertThat(lines(profile.band(Band.ALL, false)))
        .containsExactly(
            "web GET /cart > web select 120 ms in 2",
            "web GET /cart 30 ms in 2",
            "web GET /cart > web GET > prices GET /price 30 ms in 2",
            "web GET /cart > web GET > → prices 20 ms in 2");
  }

  @Test
  void equalNeighboursAreOne() {
    requests.draw(
        1, "walk 0-100", "  walk 10-90", "    walk 20-80", "      leaf 30-40", "    leaf 80-85");
    assertThat(lines(Requests.only(requests.recorder()).band(Band.ALL, false)))
        .containsExactly("test walk 85 ms in 1", "test walk > test leaf 15 ms in 1");
  }

  @Test
  void whatIsBelowTheLastOfSixtyFourCountsForIt() {
    List<String> lines = new ArrayList<>();
    for (int depth = 0; depth < 100; depth++) {
      lines.add(
          "  ".repeat(depth)
              + "op"
              + "abcdefghijklmnopqrstuvwxy".charAt(depth % 25)
              + " "
              + depth
              + "-"
              + (200 - depth));
    }
    requests.draw(1, lines.toArray(String[]::new));
    BandProfile band = Requests.only(requests.recorder()).band(Band.ALL, false);
    assertThat(band.paths()).hasSize(64);
    assertThat(band.paths().getFirst().frames()).hasSize(64);
    assertThat(band.paths().getFirst().nanos()).isEqualTo(ms(200 - 2 * 63));
    assertThat(band.paths().stream().mapToLong(PathShare::nanos).sum()).isEqualTo(ms(200));
  }

  @Test
  void bandsAreCutByRankAndABucketAstrideACutIsSharedInProportion() {
    for (int number = 1; number <= 90; number++) {
      requests.draw(number, "GET / 0-10", "  fast 0-9");
    }
    for (int number = 91; number <= 100; number++) {
      requests.draw(number, "GET / 0-100", "  slow 0-90");
    }
    EndpointProfile profile = Requests.only(requests.recorder());
    assertThat(lines(profile.band(Band.FASTER_HALF, false)))
        .containsExactly("test GET / > test fast 450 ms in 50", "test GET / 50 ms in 50");
    assertThat(lines(profile.band(Band.SLOWER_HALF, false)))
        .containsExactly("test GET / > test fast 360 ms in 40", "test GET / 40 ms in 40");
    assertThat(lines(profile.band(Band.SLOWEST_TENTH, false)))
        .containsExactly("test GET / > test slow 810 ms in 9", "test GET / 90 ms in 9");
    assertThat(lines(profile.band(Band.SLOWEST_HUNDREDTH, false)))
        .containsExactly("test GET / > test slow 90 ms in 1", "test GET / 10 ms in 1");
    assertThat(profile.quantileNanos(0.5)).isBetween(ms(9.9), ms(10.1));
    assertThat(profile.quantileNanos(0.95)).isBetween(ms(99), ms(101));
  }

  @Test
  void exemplarsAreTheLargestThenTheSmallestIds() {
    requests.draw(5, "GET / 0-30");
    requests.draw(4, "GET / 0-30");
    requests.draw(3, "GET / 0-20");
    requests.draw(2, "GET / 0-30");
    requests.draw(1, "GET / 0-30");
    PathShare share = Requests.only(requests.recorder()).band(Band.ALL, false).paths().getFirst();
    assertThat(share.exemplars())
        .containsExactly(
            new Exemplar(new TraceId(7, 1), ms(30)),
            new Exemplar(new TraceId(7, 2), ms(30)),
            new Exemplar(new TraceId(7, 4), ms(30)));
  }

  @Test
  void incompleteAndLateTracesAreCountedAndLeftOut() {
    requests.draw(1, "GET / 0-30");
    requests.draw(2, "GET / 0-30 parent=99");
    requests.recorder().addLate(TraceFixture.trace("GET / 0-30", "  late 1-2"));
    EndpointProfile profile = Requests.only(requests.recorder());
    assertThat(profile.traces()).isEqualTo(1);
    assertThat(profile.incompleteTraces()).isEqualTo(1);
    assertThat(profile.lateTraces()).isEqualTo(1);
  }

  @Test
  void otherRootsAndWhatNobodyWaitsForAreNotInIt() {
    requests.draw(
        1, "GET / 0-100", "  publish 10-20 producer", "    consume 20-60 consumer", "cron 0-50");
    assertThat(lines(Requests.only(requests.recorder()).band(Band.ALL, false)))
        .containsExactly("test GET / 90 ms in 1", "test GET / > test publish 10 ms in 1");
  }

  @Test
  void aRequestThatTookNoTimeIsCounted() {
    requests.draw(1, "GET / 0-0");
    EndpointProfile profile = Requests.only(requests.recorder());
    assertThat(profile.traces()).isEqualTo(1);
    assertThat(profile.band(Band.ALL, false).paths()).isEmpty();
  }

  @Test
  void namesAreCutWithoutBreakingACharacter() {
    Frame frame = new Frame("x".repeat(510) + "😀".repeat(9), "y".repeat(512), SpanKind.SERVER);
    assertThat(frame.service()).isEqualTo("x".repeat(510) + "…");
    assertThat(frame.operation()).hasSize(512);
  }

  @Test
  void bandsHaveNames() {
    assertThat(Band.parse("p99")).contains(Band.SLOWEST_HUNDREDTH);
    assertThat(Band.parse("p99+")).contains(Band.SLOWEST_HUNDREDTH);
    assertThat(Band.parse("P50-90")).contains(Band.SLOWER_HALF);
    assertThat(Band.parse("all")).contains(Band.ALL);
    assertThat(Band.parse("p95")).isEmpty();
    assertThat(Band.parse("")).isEmpty();
  }
}
