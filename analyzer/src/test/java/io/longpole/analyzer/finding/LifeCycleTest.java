package io.longpole.analyzer.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Life.State;
import io.longpole.analyzer.finding.Life.Versions;
import io.longpole.analyzer.finding.LifeCycle.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LifeCycleTest {

  private static final long HOUR = 3_600_000_000_000L;
  private static final long MINUTE = HOUR / 60;
  private static final long ALWAYS = Long.MAX_VALUE;

  private final List<Long> sightings = new ArrayList<>();
  private final List<Long> traffic = new ArrayList<>();

  @Test
  void whatWasNeverSeenHasNoLife() {
    traffic(0, 100, HOUR);

    assertThat(life(ALWAYS)).isEmpty();
  }

  @Test
  void seenSinceThatTimeIsNewSeenBeforeIsOngoing() {
    sighting(5 * HOUR);
    sighting(6 * HOUR);

    Life life = life(ALWAYS).orElseThrow();

    assertThat(life.state(5 * HOUR)).isEqualTo(State.NEW);
    assertThat(life.state(5 * HOUR + 1)).isEqualTo(State.ONGOING);
    assertThat(life.stateSinceNanos()).isEqualTo(5 * HOUR);
    assertThat(life.lastSeenNanos()).isEqualTo(6 * HOUR);
  }

  @Test
  void withoutTrafficNothingIsResolved() {
    sighting(HOUR);

    assertThat(life(1_000 * HOUR).orElseThrow().state(0)).isEqualTo(State.NEW);
  }

  @Test
  void aDayOfTrafficWithoutItResolves() {
    sighting(HOUR);
    traffic(2, 24, HOUR);
    assertThat(life(ALWAYS).orElseThrow().resolvedNanos()).isZero();

    traffic.add(25 * HOUR);

    Life life = life(ALWAYS).orElseThrow();
    assertThat(life.state(0)).isEqualTo(State.RESOLVED);
    assertThat(life.stateSinceNanos()).isEqualTo(25 * HOUR);
  }

  @Test
  void fewerThanTenTracesResolveNothing() {
    sighting(HOUR);
    for (int i = 0; i < 9; i++) {
      traffic.add((40 + i) * HOUR);
    }
    assertThat(life(ALWAYS).orElseThrow().resolvedNanos()).isZero();

    traffic.add(50 * HOUR);

    assertThat(life(ALWAYS).orElseThrow().resolvedNanos()).isEqualTo(50 * HOUR);
  }

  /** The example of the class: 100 of 1,000 traces, then 3 traces an hour. */
  @Test
  void whatIsRareMustBeMissingLonger() {
    for (int i = 0; i < 1_000; i++) {
      traffic.add(i * MINUTE / 20);
      if (i % 10 == 0) {
        sighting(i * MINUTE / 20);
      }
    }
    for (int i = 0; i < 99; i++) {
      traffic.add(2 * HOUR + i * HOUR / 3);
    }
    assertThat(life(ALWAYS).orElseThrow().resolvedNanos()).isZero();

    traffic.add(2 * HOUR + 99 * HOUR / 3);

    assertThat(life(ALWAYS).orElseThrow().resolvedNanos()).isEqualTo(35 * HOUR);
  }

  @Test
  void whatComesOnceADayMustBeMissingForTenDays() {
    sighting(HOUR);
    sighting(25 * HOUR);
    sighting(49 * HOUR);
    traffic(0, 49 + 239, HOUR);
    assertThat(life(ALWAYS).orElseThrow().resolvedNanos()).isZero();

    traffic.add((49 + 240) * HOUR);

    assertThat(life(ALWAYS).orElseThrow().resolvedNanos()).isEqualTo((49 + 240) * HOUR);
  }

  @Test
  void seenAgainAfterItWasResolvedIsRegressedUntilItIsResolvedAgain() {
    sighting(HOUR);
    traffic(2, 40, HOUR);
    sighting(50 * HOUR);
    sighting(60 * HOUR);

    Life life = life(ALWAYS).orElseThrow();
    assertThat(life.state(0)).isEqualTo(State.REGRESSED);
    assertThat(life.stateSinceNanos()).isEqualTo(50 * HOUR);
    assertThat(life.firstSeenNanos()).isEqualTo(HOUR);

    traffic(61, 170, HOUR);

    assertThat(life(ALWAYS).orElseThrow().state(0)).isEqualTo(State.RESOLVED);
  }

  @Test
  void theVersionsOfTheFirstAndTheLastSightingAreKeptAndThatOfTheReturn() {
    sighting(2 * HOUR);
    sighting(6 * HOUR);
    assertThat(life(ALWAYS).orElseThrow().versions()).isEqualTo(new Versions("1.0", "1.0", "1.1"));

    traffic(7, 47, HOUR);
    sighting(50 * HOUR);
    sighting(60 * HOUR);
    assertThat(life(ALWAYS).orElseThrow().versions())
        .isEqualTo(new Versions("1.0", "1.10", "1.12"));
  }

  @Test
  void ofSightingsAtTheSameTimeTheOrderDoesNotMatter() {
    SeenHours one = new SeenHours();
    SeenHours other = new SeenHours();
    List.of("b", "a", "c").forEach(version -> one.add(HOUR, version));
    List.of("c", "b", "a").forEach(version -> other.add(HOUR, version));

    for (SeenHours shown : List.of(one, other)) {
      Seen seen = new Seen("shop GET /", shown, new SeenHours());
      assertThat(LifeCycle.of(seen, ALWAYS).orElseThrow().versions())
          .isEqualTo(new Versions("a", "a", "c"));
    }
  }

  @Test
  void aLongGapWithoutTrafficIsNoRegression() {
    sighting(HOUR);
    sighting(500 * HOUR);

    assertThat(life(ALWAYS).orElseThrow().state(2 * HOUR)).isEqualTo(State.ONGOING);
  }

  @Test
  void anotherTimeSeesNothingOfWhatCameLater() {
    sighting(HOUR);
    traffic(2, 40, HOUR);
    sighting(50 * HOUR);

    assertThat(life(20 * HOUR).orElseThrow().state(0)).isEqualTo(State.NEW);
    assertThat(life(45 * HOUR).orElseThrow().state(0)).isEqualTo(State.RESOLVED);
    assertThat(life(HOUR)).isEmpty();
  }

  @Test
  void aSlowReferenceSaysTheSameAndSoDoesWhatWasRememberedInBetween() {
    for (long seed = 1; seed <= 300; seed++) {
      sightings.clear();
      traffic.clear();
      Random random = new Random(seed);
      int days = 1 + random.nextInt(30);
      for (int i = random.nextInt(60); i > 0; i--) {
        int burst = 1 + random.nextInt(30);
        long start = random.nextLong(24 * HOUR * days);
        for (int k = 0; k < burst; k++) {
          traffic.add(start + random.nextLong(3 * HOUR));
        }
      }
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        long time = random.nextLong(24 * HOUR * days);
        sighting(time);
        traffic.add(time);
      }
      Optional<Life> whole = life(ALWAYS);
      assertThat(whole.orElseThrow()).as("seed %d", seed).isEqualTo(slow());

      long middle = HOUR * random.nextInt(days * 24);
      Optional<Life> half = life(middle);
      if (half.isPresent()) {
        assertThat(LifeCycle.continued(half.get(), middle, seen(), ALWAYS))
            .as("seed %d", seed)
            .isEqualTo(whole.get());
      }
    }
  }

  /** Looks at every hour from the first, and each time at all there is. */
  private Life slow() {
    long first = sightings.stream().mapToLong(t -> t).min().orElseThrow();
    long start = first;
    long resolved = 0;
    boolean returned = false;
    long end = Math.max(max(traffic), max(sightings)) / HOUR;
    for (long hour = first / HOUR; hour <= end; hour++) {
      List<Long> shown = within(sightings, hour * HOUR, (hour + 1) * HOUR);
      List<Long> served = within(traffic, hour * HOUR, (hour + 1) * HOUR);
      if (!shown.isEmpty()) {
        if (resolved != 0) {
          returned = true;
          start = shown.stream().mapToLong(t -> t).min().orElseThrow();
          resolved = 0;
        }
      } else if (!served.isEmpty() && resolved == 0) {
        List<Long> episode = within(sightings, start, hour * HOUR);
        long last = max(episode);
        long mean = episode.size() == 1 ? 0 : (last - start) / (episode.size() - 1);
        long lastHour = (last / HOUR + 1) * HOUR;
        long traces = within(traffic, start / HOUR * HOUR, lastHour).size();
        long quiet = within(traffic, lastHour, (hour + 1) * HOUR).size();
        double perSighting = Math.max(1, Math.ceil((double) traces / episode.size()));
        if (max(served) - last >= Math.max(24 * HOUR, 10 * mean) && quiet >= 10 * perSighting) {
          resolved = max(served);
        }
      }
    }
    List<Long> episode = within(sightings, start, ALWAYS);
    long lastHour = (max(episode) / HOUR + 1) * HOUR;
    long quietEnd = resolved == 0 ? ALWAYS : (resolved / HOUR + 1) * HOUR;
    return new Life(
        "shop GET /",
        first,
        max(episode),
        returned,
        resolved,
        start,
        episode.size(),
        within(traffic, start / HOUR * HOUR, lastHour).size(),
        within(traffic, lastHour, quietEnd).size(),
        new Versions(version(first), version(start), version(max(episode))));
  }

  private static long max(List<Long> times) {
    return times.stream().mapToLong(t -> t).max().orElse(0);
  }

  private static List<Long> within(List<Long> times, long from, long to) {
    return times.stream().filter(t -> t >= from && t < to).toList();
  }

  /** Every five hours there is another one. */
  private static String version(long time) {
    return "1." + time / (5 * HOUR);
  }

  private void sighting(long time) {
    sightings.add(time);
  }

  /** One trace at the beginning of each of these steps. */
  private void traffic(int first, int last, long stepNanos) {
    for (int i = first; i <= last; i++) {
      traffic.add(i * stepNanos);
    }
  }

  private Optional<Life> life(long untilNanos) {
    return LifeCycle.of(seen(), untilNanos);
  }

  private Seen seen() {
    SeenHours shown = new SeenHours();
    sightings.forEach(time -> shown.add(time, version(time)));
    SeenHours served = new SeenHours();
    traffic.forEach(served::add);
    return new Seen("shop GET /", shown, served);
  }
}
